import { describe, expect, test } from "vitest";
import { getAttachment } from "../../../src/tools/files/get-attachment.ts";
import { allPrompts } from "../../../src/tools/index.ts";
import { allResources } from "../../../src/tools/resources.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";

export function reading(redmine: Redmine): void {
  const { call, said, refusal } = callsTo(redmine);

  describe("files", () => {
    test("come as what they are", async () => {
      expect(await said("bob", getAttachment, { attachment_id: 1 })).toContain(
        "Text:\nPlain text.\nSecond line: éè 你好\n",
      );
      const image = await call("bob", getAttachment, { attachment_id: 2 });
      expect(image.content).toMatchObject([{ type: "text" }, { mimeType: "image/png" }]);
      expect(await said("alice", getAttachment, { attachment_id: 4 })).toContain("This file is damaged or incomplete");
      const log = await said("alice", getAttachment, { attachment_id: 3 });
      expect(log.length).toBeLessThanOrEqual(40_000);
      expect(log).toMatch(
        /^The beginning of a long text\. Shown from 0 to \d+\. More: offset \d+, the end: offset -36000\./,
      );
      expect(await refusal("bob", getAttachment, { attachment_id: 9_999 })).toContain("Redmine has no attachment 9999");
    });
  });

  describe("resources and prompts", () => {
    const parameters = { id: "alpha", project: "alpha", title: "Wiki" };

    test.each(allResources.map((resource) => [resource.uri, resource] as const))(
      "%s is read by both",
      async (_, resource) => {
        for (const who of ["alice", "bob"] as const) {
          const given = resource.name === "issue" ? { id: "61" } : { ...parameters, conditions: "{}" };
          const { text, isError } = await resource.load(given, redmine().contextOf(who));
          expect(isError && text).toBe(false);
          if (resource.isFile) expect(text).toMatch(/^\ufeff"#",.*\r\n"\d+",/);
          else expect(text).toMatch(/<redmine-\w+>\n[\s\S]+\n<\/redmine-\w+>/);
        }
      },
    );

    test("templates complete against what is there", async () => {
      const complete = (name: string, parameter: string, value: string, given = {}) =>
        allResources.find((each) => each.name === name)?.complete(parameter, value, redmine().contextOf("bob"), given);
      expect(await complete("issue", "id", "61")).toEqual(["61"]);
      expect(await complete("project", "id", "alpha")).toEqual(["alpha", "alpha-mobile"]);
      expect(await complete("project", "id", "secret")).toEqual([]);
      expect(await complete("wiki_page", "title", "gu", { project: "alpha" })).toEqual(["Guide"]);
      expect(await complete("wiki_page", "title", "guide")).toEqual(["Guide"]);
    });

    test.each(allPrompts.map((prompt) => [prompt.name, prompt] as const))(
      "%s is filled for both",
      async (_, prompt) => {
        const expected: Record<string, string> = {
          summarize_ticket: "Memory grows on every request",
          draft_bug_report: "Memory grows on every request",
          weekly_report: "Write a weekly report of this Redmine project",
          triage_new_issues: "Epic: new permissions model",
        };
        const values: Record<string, string> = {
          issue_id: "61",
          project_id: "alpha",
          rough_notes: "memory grows when the worker handles requests",
        };
        for (const who of ["alice", "bob"] as const) {
          const args = Object.fromEntries(prompt.arguments.map(({ name }) => [name, values[name] ?? ""]));
          const { text, isError } = await prompt.load(args, redmine().contextOf(who));
          expect(isError && text).toBe(false);
          expect(text).toContain(expected[prompt.name]);
        }
      },
    );

    test("what one may not see stays unseen", async () => {
      const secret = allResources.find(({ name }) => name === "issue");
      expect(await secret?.load({ id: "68" }, redmine().contextOf("bob"))).toMatchObject({
        isError: true,
        outcome: "forbidden",
      });
      const summary = allPrompts.find(({ name }) => name === "summarize_ticket");
      expect(await summary?.load({ issue_id: "68" }, redmine().contextOf("bob"))).toMatchObject({ isError: true });
    });
  });
}
