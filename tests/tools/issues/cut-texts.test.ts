import { expect, test } from "vitest";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

test("a text that is cut is read on: a custom field, a note, the description", async () => {
  const long = Array.from({ length: 12_000 }, (_, at) => `line ${at}`).join("\n");
  const { context } = stubRedmine({
    "/issues/7.json": {
      issue: {
        id: 7,
        project: { id: 1, name: "Alpha" },
        tracker: { id: 1, name: "Bug" },
        status: { id: 1, name: "New" },
        priority: { id: 2, name: "Normal" },
        subject: "It breaks",
        description: long,
        custom_fields: [{ id: 3, name: "Steps", value: long }],
        journals: [{ id: 1, notes: long, created_on: "2026-01-05T09:00:00Z", details: [] }],
        created_on: "2026-01-05T09:00:00Z",
        updated_on: "2026-01-05T09:00:00Z",
      },
    },
  });
  const read = async (args: object) => (await getIssueDetails.call({ issue_id: 7, ...args }, context)).text;
  expect(await read({})).toContain("characters: parameter field)");
  for (const field of ["steps", "#1", "Description"]) {
    let text = "";
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const part = await read({ field, offset });
      expect(part.length).toBeLessThanOrEqual(40_000);
      text += /<redmine-\w+>\n([\s\S]*)\n<\/redmine/.exec(part)?.[1] ?? "";
      const next: string | undefined = /More: offset=(\d+)/.exec(part)?.[1];
      offset = next === undefined ? undefined : Number(next);
    }
    expect(text.replaceAll("\n", "")).toBe(long.replaceAll("\n", ""));
  }
  expect(await read({ field: "Stepz" })).toContain("Issue #7 has no text “Stepz”.");
});
