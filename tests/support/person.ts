import { createRedmine, type RedmineWriter } from "../../src/redmine/client.ts";
import { createSend } from "../../src/redmine/send.ts";
import type { SampleRedmine } from "../../src/sample-redmine/redmine.ts";
import type { Tool, ToolResult, ToolSettings } from "../../src/tools/tool.ts";
import { testCredentials, testSettings } from "./test-context.ts";

export interface PersonOptions {
  /** Redmine permissions granted to us; without it the account's own are the only limit. */
  scopes?: readonly string[];
  /** Answers what the sample does not have: pages and exports of the real one. */
  page?: (path: string, query: URLSearchParams) => Response | undefined;
  /** What differs from the defaults. */
  settings?: Partial<ToolSettings>;
}

export interface CallResult extends ToolResult {
  /** What Redmine was asked, in order: "GET /issues/61.json?include=…". */
  requests: readonly string[];
  /** The text as it is sent: names inside sentences stand between the response's marks. */
  marked: string;
}

/** Somebody of the sample Redmine with an API key, who calls tools as the protocol front would. */
export interface Person {
  call(tool: Tool, args: unknown): Promise<CallResult>;
  redmine: RedmineWriter;
  /** How many requests it has sent. */
  sent(): number;
}

export function personOf(sample: SampleRedmine, login: string, options: PersonOptions = {}): Person {
  const known = sample.people[login];
  if (!known) throw new Error(`the sample has no ${login}`);
  const credentials = testCredentials({
    key: login,
    userId: known.id,
    apiKey: known.apiKey,
    scopes: options.scopes && new Set(options.scopes),
  });

  const requests: string[] = [];
  let sent = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search, searchParams } = new URL(request.url);
    sent++;
    requests.push(`${request.method} ${decodeURIComponent(pathname + search.replaceAll("+", " "))}`);
    const page = pathname.endsWith(".json") ? undefined : options.page?.(pathname, searchParams);
    return page ?? sample.fetch(request);
  };
  const redmine = createRedmine(createSend(sample.baseUrl, fetch));
  const settings = { ...testSettings(), ...options.settings };

  return {
    redmine: redmine.as(credentials),
    sent: () => sent,
    call: async (tool, args) => {
      requests.length = 0;
      const result = await tool.call(args, { redmine: redmine.as(credentials), settings });
      return { ...result, text: withoutMarks(result.text), marked: result.text, requests: [...requests] };
    },
  };
}

const identityCheck = "GET /my/account.json";

/** Without the check of who is signed in, which runs beside a read and is remembered for a minute. */
export function withoutCheck(requests: readonly string[]): readonly string[] {
  return requests.filter((request) => request !== identityCheck);
}

/** What stands between the boundary marks, and what is our own. */
export function partsOf(text: string): { quoted: string; own: string } {
  const [whole = "", , quoted = ""] = /<(redmine-[0-9a-f]+)>\n(.*)\n<\/\1>/s.exec(text) ?? [];
  return { quoted, own: text.replace(`${whole}\n`, "").replace(whole, "").trim() };
}

/** The sentences without the marks around names in them; what is quoted in lines of its own keeps its marks. */
export function withoutMarks(text: string): string {
  return text.replace(/<(redmine(?:-[0-9a-f]{8})?)>([^\n<]*)<\/\1>/g, "$2");
}
