import fc from "fast-check";
import { expect, test } from "vitest";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { fuzzRuns } from "../../support/fuzz-runs.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";
import { answers } from "../suites/lying-redmine.ts";

// Whatever became of a wiki page, the answer is what a read of it shows.

interface Page {
  text: string;
  version: number;
}

interface Case {
  before: Page | undefined;
  text: string;
  did: "saves" | "ignores" | "saves another text";
  answer: keyof typeof answers;
  /** Somebody else's text between our read and our write. */
  meanwhile: string | undefined;
}

const project = { id: 1, name: "Alpha", identifier: "alpha", status: 1 };
const text = fc.constantFrom("one", "two", "two\nlines", "می\u200cخواهم", "x".repeat(3_000));

function lying({ before, did, answer, meanwhile }: Case) {
  let page = before;
  let puts = 0;
  const save = (saved: string) => {
    if (saved !== page?.text) page = { text: saved, version: (page?.version ?? 0) + 1 };
  };
  const show = () =>
    page
      ? Response.json({
          wiki_page: {
            title: "Start",
            ...page,
            created_on: "2026-03-01T09:00:00Z",
            updated_on: "2026-03-01T09:00:00Z",
          },
        })
      : new Response("", { status: 404 });
  const redmine = stubRedmine({
    "/my/account.json": { user: { id: 5, login: "alice", memberships: [] } },
    "/projects/alpha.json": { project },
    "/projects.json": { projects: [project], total_count: 1, offset: 0, limit: 100 },
    "/projects/1/wiki/index.json": { wiki_pages: [] },
    "/projects/1/wiki/Start.json": async (_, request) => {
      if (request.method === "GET") return show();
      puts += 1;
      const { wiki_page } = (await request.json()) as { wiki_page: { text: string } };
      if (meanwhile !== undefined) save(meanwhile);
      if (did === "saves") save(wiki_page.text);
      if (did === "saves another text") save(`${wiki_page.text} but other`);
      return answers[answer]?.(undefined);
    },
  });
  return { ...redmine, puts: () => puts, page: () => page };
}

test("the answer to save_wiki_page is what a read of the page shows", async () => {
  const cases = fc.record<Case>({
    before: fc.option(fc.record({ text, version: fc.integer({ min: 1, max: 9 }) }), { nil: undefined }),
    text,
    did: fc.constantFrom("saves", "ignores", "saves another text"),
    answer: fc.constantFrom(...Object.keys(answers)),
    meanwhile: fc.option(text, { nil: undefined }),
  });
  let writes = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (example) => {
      const { context, puts, page } = lying(example);
      const { text: answer, isError } = await saveWikiPage.call(
        { project_id: "alpha", title: "Start", text: example.text, version: example.before?.version },
        context,
      );
      if (puts() === 0) return;
      writes += 1;
      expect(puts()).toBe(1);
      const [was, is] = [example.before, page()];
      if (is?.version === was?.version) {
        expect(answer).not.toMatch(/^Created|Saved as/);
        if (is?.text !== example.text) expect(isError).toBe(true);
      } else if (is?.text === example.text) {
        expect(isError, answer).toBe(false);
        expect(answer).toMatch(was ? `Saved as version ${is.version}` : `Created, version ${is.version}`);
        expect(answer).not.toMatch(/NOT saved|nothing was saved|may or may not/i);
      } else expect(isError || answer.includes("differs from what was sent")).toBe(true);
    }),
    { numRuns: fuzzRuns(100, 500) },
  );
  expect(writes).toBeGreaterThan(20);
});
