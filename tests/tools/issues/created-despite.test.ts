import { expect, test } from "vitest";
import { createRedmine } from "../../../src/redmine/client.ts";
import { createSend } from "../../../src/redmine/send.ts";
import { copyIssue } from "../../../src/tools/issues/copy-issue.ts";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { testCredentials, testSettings } from "../../support/test-context.ts";
import { createTestRedmine } from "../../support/test-redmine.ts";

// A create is never sent twice, and its error does not leave open whether there is an issue now.

const html = { "content-type": "text/html" };
const answers = {
  "an error of Redmine's": () => Response.json({ status: 500, error: "Internal Server Error" }, { status: 500 }),
  "a proxy's error page": () => new Response("<title>502</title>", { status: 502, headers: html }),
  "a page with status 200": () => new Response("<title>Please wait</title>", { headers: html }),
  "a connection that breaks": () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
  },
} as const;

/** Alice at a sample Redmine; every POST of an issue from the `first` on is answered so, saved before or not. */
function behind(answer: () => Response, saves: boolean, first = 1) {
  const sample = createTestRedmine();
  const { id, apiKey } = sample.people.alice ?? { id: 0, apiKey: "" };
  let posts = 0;
  const send = createSend(sample.baseUrl, async (input, init) => {
    const request = new Request(input, init);
    const isCreate = request.method === "POST" && new URL(request.url).pathname.endsWith("/issues.json");
    if (isCreate) posts += 1;
    if (!isCreate || posts < first) return sample.fetch(request);
    if (saves) await sample.fetch(new Request(`${sample.baseUrl}/issues.json`, request)); // it copies at this path only
    return answer();
  });
  const redmine = createRedmine(send).as(testCredentials({ key: "alice", userId: id, apiKey }));
  return { context: { redmine, settings: testSettings() }, posts: () => posts };
}

const bug = { project_id: "Alpha", tracker_id: "bug", subject: "Printer on fire" };
const tools = [
  ["create_issue", createIssue, bug],
  ["copy_issue", copyIssue, { issue_id: 1, fields: { subject: "Printer on fire" } }],
] as const;
const cases = tools.flatMap(([name, tool, args]) =>
  Object.entries(answers).map(([what, answer]) => ({ name, what, tool, args, answer })),
);

test.each(cases)("$name: an issue that was created despite $what is told by its number", async (each) => {
  const { context, posts } = behind(each.answer, true);
  const { text, isError } = await each.tool.call(each.args, context);

  expect(isError, text).toBe(false);
  expect(text).toMatch(
    /^Redmine did not confirm it, but .* is #(\d+), created at .* Do not create it again\. https.*\/\1$/m,
  );
  expect(text).toContain("Printer on fire");
  expect(posts()).toBe(1);
});

test.each(cases)("$name: after $what that saved nothing, the answer says that it is not there", async (each) => {
  const { context, posts } = behind(each.answer, false);
  const { text, isError } = await each.tool.call(each.args, context);

  expect(isError).toBe(true);
  expect(text).toContain("it is not there");
  expect(text).toContain("Nothing was created so far.");
  expect(posts()).toBe(1);
});

test("a subtask of the same subject, created a moment ago by the same call, is not taken for the one that failed", async () => {
  const { context } = behind(answers["an error of Redmine's"], false, 2);
  const { text } = await createIssue.call(
    { ...bug, subtasks: [{ subject: bug.subject }], confirm: "2 issues" },
    context,
  );

  expect(text).toMatch(/^Created issue #/);
  expect(text).toContain("0 of 1 subtasks were created.");
  expect(text).toContain("it is not there");
});

test("what Redmine refuses is not looked for", async () => {
  const refusal = () => Response.json({ errors: ["Subject is too long"] }, { status: 422 });
  const { context } = behind(refusal, false);
  expect((await createIssue.call(bug, context)).text).toContain("Redmine refused: ");
});
