import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { createRedmine } from "../../src/redmine/client.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import type { Tool, ToolResult } from "../../src/tools/tool.ts";
import { redmine } from "./redmine.ts";

/** Somebody of redmine/untidy.rb. */
export type Who = "dieter" | "yuki" | "parisa" | "tama" | "anna" | "anna2" | "smith";

export interface Untidy {
  id(who: Who): number;
  /** Numbers of issues and custom fields: "UNTIDY_FULL", "FIELD_FLOAT". */
  number(name: string): number;
  call(who: Who, tool: Tool, args: unknown): Promise<ToolResult>;
  /** Redmine's own answer, as this person gets it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever Redmine answers
  ask(who: Who, path: string): Promise<any>;
  send(who: Who, method: string, path: string, json: object): Promise<Response>;
}

/** Adds the untidy data to the Redmine of these tests; `removeUntidy` takes it away again. */
export async function addUntidy(): Promise<Untidy> {
  const ruby = readFileSync(new URL("redmine/untidy.rb", import.meta.url), "utf8");
  const facts = parse(await redmine.runRuby(ruby));
  const client = createRedmine(createSend(redmine.url));
  const keyOf = (who: Who) => facts[`${who.toUpperCase()}_API_KEY`] ?? "";
  const number = (name: string) => Number(facts[name]);

  const send = (who: Who, method: string, path: string, json?: object) =>
    fetch(`${redmine.url}${path}`, {
      method,
      headers: { "x-redmine-api-key": keyOf(who), "content-type": "application/json" },
      ...(json && { body: JSON.stringify(json) }),
    });

  return {
    id: (who) => number(`${who.toUpperCase()}_ID`),
    number,
    call: (who, tool, args) => {
      const secret = new Secret(keyOf(who));
      const credentials = {
        key: `untidy ${who}`,
        userId: number(`${who.toUpperCase()}_ID`),
        scopes: undefined,
        current: async () => ({ kind: "api-key", secret }) as const,
        renew: async () => undefined,
      };
      const settings = { maxJournalEntries: 25, redminePublicUrl: redmine.url };
      return tool.call(args, { redmine: client.as(credentials), settings });
    },
    ask: async (who, path) => (await send(who, "GET", path)).json(),
    send,
  };
}

export async function removeUntidy(): Promise<void> {
  await redmine.reset();
}
