import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, onTestFinished, test } from "vitest";
import { childEnv } from "../support/child-env.ts";
import { programFile } from "../support/program.ts";
import { emptyDirectory } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";

/** A client over stdio; `answer` is what its person says to a form, absent where it cannot show one. */
async function client(
  answer?: { action: "accept" | "decline"; content?: Record<string, boolean | string> },
  elicitation: Record<string, object> | undefined = answer && {},
) {
  const redmine = await sampleOnPort();
  onTestFinished(redmine.stop);
  const connected = new Client({ name: "t", version: "1" }, { capabilities: elicitation ? { elicitation } : {} });
  const asked: string[] = [];
  if (answer) {
    connected.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return answer;
    });
  }
  const env = {
    ...childEnv,
    REDMINE_URL: redmine.url,
    REDMINE_API_KEY: redmine.sample.people.alice?.apiKey ?? "",
    TOOLSETS: "all",
  };
  await connected.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [programFile, "stdio"],
      env,
      cwd: emptyDirectory(),
      stderr: "ignore",
    }),
  );
  onTestFinished(() => connected.close());
  const remove = async (confirm?: string) =>
    JSON.stringify(
      await connected.callTool({ name: "delete_news", arguments: { news_id: 1, ...(confirm && { confirm }) } }),
    );
  return { remove, asked, deleted: () => redmine.sample.count(({ method }) => method === "DELETE") };
}

test("a client of stdio that can ask its person asks, whatever the model has put into confirm", async () => {
  const { remove, asked, deleted } = await client({ action: "accept", content: { confirm: true } });

  expect(await remove("News item 1")).toContain("Deleted");
  expect(asked).toEqual([expect.stringContaining("Delete")]);
  expect(deleted()).toBe(1);
});

test("a person who declines over stdio loses nothing", async () => {
  const { remove, deleted } = await client({ action: "decline" });

  expect(await remove("News item 1")).toContain("did not agree");
  expect(deleted()).toBe(0);
});

test("an acceptance that does not hold the form's answer deletes nothing", async () => {
  const { remove, deleted } = await client({ action: "accept", content: { confirm: "true" } });

  expect(await remove("News item 1")).toContain("did not agree");
  expect(deleted()).toBe(0);
});

test("a client that shows pages but no forms gets the code of the refusal", async () => {
  const { remove, asked, deleted } = await client({ action: "accept", content: { confirm: true } }, { url: {} });

  expect(await remove("News item 1")).toContain("confirm");
  expect(asked).toEqual([]);
  expect(deleted()).toBe(0);
});

test("without a way to ask, the code of the refusal confirms, and the name does not", async () => {
  const { remove, deleted } = await client();
  const refusal = await remove("News item 1");
  expect(deleted()).toBe(0);

  const code = /confirm: \\"([0-9a-f]{12})\\"/.exec(refusal)?.[1];
  expect(await remove(code)).toContain("Deleted");
  expect(deleted()).toBe(1);
});
