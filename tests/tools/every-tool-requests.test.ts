import { expect, test } from "vitest";
import { z } from "zod";
import { find, type NamedList } from "../../src/redmine/named-list.ts";
import { path } from "../../src/redmine/path.ts";
import { allTools } from "../../src/tools/index.ts";
import { personOf } from "../support/person.ts";
import { createTestRedmine } from "../support/test-redmine.ts";
import { callsOf } from "../support/tool-calls.ts";

const answer = z.object({ trackers: z.array(z.object({ id: z.number(), name: z.string() })) });
const trackers: NamedList<{ id: number; name: string }> = {
  kind: "trackers of this test",
  what: "tracker",
  load: async (redmine) => (await redmine.get(path`trackers.json`, answer, { what: "the trackers" })).trackers,
};

/** How many requests a call costs Redmine at most, with nothing remembered from earlier calls. A tool without a row fails. */
const most: Readonly<Record<string, number>> = {
  get_issue_details: 3,
  search_issues: 5,
  list_issues: 7,
  create_issue: 8,
  update_issue: 12,
  list_projects: 3,
  get_project: 10,
  search_redmine: 5,
  get_wiki_page: 5,
  save_wiki_page: 5,
  list_time_entries: 7,
  log_time: 5,
  get_attachment: 3,
  copy_issue: 9,
  update_note: 2,
  relate_issues: 4,
  get_roadmap: 6,
  save_version: 5,
  save_category: 4,
  list_saved_queries: 5,
  list_members: 5,
  save_membership: 9,
  change_watchers: 7,
  update_time_entry: 8,
  upload_file: 5,
  update_attachment: 4,
  list_project_files: 5,
  list_news: 5,
  get_news: 2,
  save_news: 0,
  create_project: 5,
  update_project: 7,
  set_project_status: 5,
  rename_wiki_page: 5,
  search: 2,
  fetch: 0,
  show_issue: 2,
  show_board: 7,
  view_data: 0,
  delete_issue: 3,
  delete_note: 2,
  delete_relation: 2,
  delete_attachment: 2,
  delete_time_entry: 2,
  delete_wiki_page: 5,
  delete_version: 5,
  delete_category: 5,
  delete_membership: 5,
  delete_news: 2,
  delete_project: 5,
};

test.each(allTools.map((tool) => [tool.name, tool] as const))("%s stays within its requests", async (name, tool) => {
  const sent: string[][] = [];
  for (const args of callsOf(tool, "zz")) {
    const { requests } = await personOf(createTestRedmine(), "alice").call(tool, args);
    sent.push([JSON.stringify(args), ...requests]);
  }
  const [costliest = []] = sent.toSorted((a, b) => b.length - a.length);
  const requests = costliest.length - 1;

  const bound = most[name];
  if (bound === undefined) throw new Error(`add this row to the table above: ${name}: ${requests}`);
  expect(requests, costliest.join("; ")).toBeLessThanOrEqual(bound);
});

test("of many unknown names in one call, the list is loaded once again", async () => {
  const { redmine, sent } = personOf(createTestRedmine(), "alice");
  await find(trackers, "no", redmine); // remembers the list
  const before = sent();
  await Promise.all(Array.from({ length: 30 }, (_, index) => find(trackers, `no ${index}`, redmine)));
  await find(trackers, "neither", redmine);
  expect(sent() - before).toBeLessThanOrEqual(1);
});
