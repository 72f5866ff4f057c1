import { expect, test } from "vitest";
import { z } from "zod";
import { answerLimits } from "../../src/json.ts";
import { createRedmine, type RedmineWriter } from "../../src/redmine/client.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { pageFilters } from "../../src/redmine/filters.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { testCredentials } from "../support/test-context.ts";

const anything = z.unknown();
const failure = (sent: Promise<unknown>) => sent.then(() => undefined, failureOf);

function answering(json: string): RedmineWriter {
  const send = createSend("http://redmine.test", async (input, init) => {
    const { pathname } = new URL(new Request(input, init).url);
    return pathname === "/my/account.json" ? Response.json({ user: { id: 5 } }) : new Response(json);
  });
  return createRedmine(send).as(testCredentials());
}

const read = (json: string) => answering(json).get(path`issues/62.json`, anything, { what: "issue #62" });
const tooLarge = { reason: "too_large", what: "issue #62", maxBytes: 8 * 1024 * 1024 };

test.each([
  ["8 MB of objects beside a valid issue", `{"issue":{"id":62},"x":[${"{},".repeat(2_600_000)}{}]}`],
  ["8 MB of lists", `[${"[],".repeat(2_600_000)}[]]`],
  ["8 MB of nothing but brackets", "[".repeat(8_000_000)],
  ["a value more than is allowed", `[${"0,".repeat(answerLimits.marks)}0]`],
  ["more lists within lists than are allowed", `${"[".repeat(2_000)}"${"a".repeat(300_000)}"${"]".repeat(2_000)}`],
  ["the same in a short answer", "[".repeat(2_000) + "]".repeat(2_000)],
])("%s are refused before they are parsed", async (_, json) => {
  expect(await failure(read(json))).toEqual(tooLarge);
});

test("an answer of that kind to a write leaves open whether the change was saved", async () => {
  const sent = answering(`[${"{},".repeat(answerLimits.marks)}0]`).post(
    path`issues.json`,
    {},
    {
      what: "the issue",
      schema: anything,
    },
  );
  expect(await failure(sent)).toMatchObject({ reason: "not_redmine", because: "shape", sent: "write" });
});

const field = (id: number) => ({ id, name: `Field ${id}`, value: "Some text", multiple: false });
const person = { id: 5, name: "Alice Archer" };
const changes = [1, 2, 3].map((id) => ({ property: "cf", name: `${id}`, old_value: "a", new_value: "b" }));
const fields = Array.from({ length: 100 }, (_, id) => field(id));

test.each([
  [
    "100 issues with 100 custom fields each",
    { issues: Array(100).fill({ id: 1, author: person, custom_fields: fields }) },
  ],
  [
    "2,000 notes with three changes each",
    {
      issue: {
        id: 1,
        journals: Array(2_000).fill({ id: 1, user: person, notes: "A note, [it] is", details: changes }),
      },
    },
  ],
  ["8 MB of text full of brackets", { issue: { id: 1, description: "[{,:".repeat(2_000_000) } }],
])("%s are read", async (_, answer) => {
  expect(await read(JSON.stringify(answer))).toEqual(answer);
});

test("filters of a page with too many values are a failure, not a list of nothing", async () => {
  const page = `var availableFilters = {"a":[${"[],".repeat(2_600_000)}[]]};\n`;
  expect(await failure(pageFilters(answering(page), path`issues.html`, {}))).toMatchObject({ reason: "too_large" });
});
