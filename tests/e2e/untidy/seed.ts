import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { expect } from "vitest";
import { createRedmine } from "../../../src/redmine/client.ts";
import { createSend } from "../../../src/redmine/send.ts";
import { Secret } from "../../../src/secret.ts";
import type { Prompt } from "../../../src/tools/prompt.ts";
import type { Arguments } from "../../../src/tools/resource.ts";
import type { CallContext, Tool, ToolResult } from "../../../src/tools/tool.ts";
import { testSettings } from "../../support/test-context.ts";
import { redmine } from "../redmine.ts";

/** Somebody of redmine/untidy.rb. */
export type Who = "dieter" | "yuki" | "parisa" | "tama" | "anna" | "anna2" | "smith";

export interface Untidy {
  id(who: Who): number;
  /** Numbers of issues and custom fields: "UNTIDY_FULL", "FIELD_FLOAT". */
  number(name: string): number;
  call(who: Who, tool: Tool, args: unknown): Promise<ToolResult>;
  /** Lists and forms that earlier calls read. */
  forget(): void;
  /** Redmine's own answer, as this person gets it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever Redmine answers
  ask(who: Who, path: string): Promise<any>;
  send(who: Who, method: string, path: string, json: object): Promise<Response>;
  /** A new issue of the project “Übung, groß” and its tracker “Fehler”, by Redmine's API. */
  issue(who: Who, fields: object): Promise<{ id: number }>;
  /** The token of a file that Redmine took. */
  upload(who: Who, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  prompt(who: Who, prompt: Prompt, args: Arguments): Promise<ToolResult>;
}

/** The data that all untidy suites share. */
export let untidy: Untidy;

/** Adds the untidy data to the Redmine of these tests; `removeUntidy` takes it away again. */
export async function addUntidy(): Promise<void> {
  const ruby = readFileSync(new URL("../redmine/untidy.rb", import.meta.url), "utf8");
  const facts = parse(await redmine.runRuby(ruby));
  let client = createRedmine(createSend(redmine.url));
  const keyOf = (who: Who) => facts[`${who.toUpperCase()}_API_KEY`] ?? "";
  const number = (name: string) => Number(facts[name]);

  const send = (who: Who, method: string, path: string, json?: object) =>
    fetch(`${redmine.url}${path}`, {
      method,
      headers: { "x-redmine-api-key": keyOf(who), "content-type": "application/json" },
      ...(json && { body: JSON.stringify(json) }),
    });

  const contextOf = (who: Who): CallContext => {
    const secret = new Secret(keyOf(who));
    const credentials = {
      key: `untidy ${who}`,
      userId: number(`${who.toUpperCase()}_ID`),
      scopes: undefined,
      current: async () => ({ kind: "api-key", secret }) as const,
      renew: async () => undefined,
    };
    return {
      redmine: client.as(credentials),
      settings: testSettings(redmine.url),
    };
  };

  untidy = {
    id: (who) => number(`${who.toUpperCase()}_ID`),
    number,
    call: (who, tool, args) => tool.call(args, contextOf(who)),
    forget: () => {
      client = createRedmine(createSend(redmine.url));
    },
    prompt: (who, prompt, args) => prompt.load(args, contextOf(who)),
    ask: async (who, path) => (await send(who, "GET", path)).json(),
    send,
    issue: async (who, fields) => {
      const { trackers } = await (await send(who, "GET", "/trackers.json")).json();
      const tracker = trackers.find(({ name }: { name: string }) => name === "Fehler");
      const issue = { project_id: "uebung", tracker_id: tracker.id, ...fields };
      return (await (await send(who, "POST", "/issues.json", { issue })).json()).issue;
    },
    upload: async (who, name, bytes) => {
      const headers = { "x-redmine-api-key": keyOf(who), "content-type": "application/octet-stream" };
      const answer = await fetch(`${redmine.url}/uploads.json?filename=${encodeURIComponent(name)}`, {
        method: "POST",
        headers,
        body: bytes,
      });
      return (await answer.json()).upload.token;
    },
  };
}

export const joiners = "می\u200cخواهم";

/** The text of a tool that must not fail. */
export async function read(who: Who, tool: Tool, args: object): Promise<string> {
  const { text, isError } = await untidy.call(who, tool, args);
  expect(isError, text).toBe(false);
  return text;
}

export async function removeUntidy(): Promise<void> {
  await redmine.reset();
}
