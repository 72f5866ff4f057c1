import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { testSettings } from "../support/test-context.ts";

/** What one build of the program is made of, as far as a tool can be called without a server. */
export interface Build {
  allTools: readonly { name: string; call(input: object, context: object): Promise<{ text: string }> }[];
  /** What a call of a tool gets of a new sign-in. */
  signIn(person: Person, fetch: typeof globalThis.fetch): object;
}

export interface Person {
  userId: number;
  key: string;
}

export interface Asked {
  /** Method, path and query, as Redmine gets it. */
  request: string;
  ms: number;
  bytes: number;
}

export interface Outcome {
  text: string;
  asked: Asked[];
  ms: number;
}

/** The build in a checkout, by default this one. All its sign-ins share one client for Redmine, as those of a server do. */
export async function readBuild(url: string, checkout = new URL("../..", import.meta.url).pathname): Promise<Build> {
  const at = (file: string) => import(pathToFileURL(`${checkout}/src/${file}`).href);
  const { createRedmine } = await at("redmine/client.ts");
  const { createSend } = await at("redmine/send.ts");
  const { Secret } = await at("secret.ts");
  const { allTools } = await at("tools/index.ts");
  const before2 = existsSync(`${checkout}/src/redmine/lookups/lookups.ts`); // 1.0.0 kept names beside the client
  const lookups = before2 ? (await at("redmine/lookups/lookups.ts")).createLookups() : undefined;

  const fetches = new Map<string, typeof globalThis.fetch>();
  const shared: typeof globalThis.fetch = (to, init) => {
    const request = new Request(to, init);
    const fetch = fetches.get(request.headers.get("x-redmine-api-key") ?? "") ?? globalThis.fetch;
    return fetch(request);
  };
  const redmine = createRedmine(createSend(url, shared));
  let signIns = 0;

  return {
    allTools,
    signIn: ({ userId, key }, fetch) => {
      fetches.set(key, fetch);
      signIns += 1;
      const secret = new Secret(key);
      const name = `sign-in ${signIns}`;
      const client = redmine.as({
        key: name,
        userId,
        scopes: undefined,
        current: async () => ({ kind: "api-key", secret }),
        renew: async () => undefined,
      });
      return { redmine: client, ...(lookups && { lookups: lookups.of(name) }) };
    },
  };
}

/** Signs a person in, who remembers nothing yet; gives what calls a tool as them. */
export function signIn(build: Build, url: string, person: Person) {
  let asked: Asked[] = [];
  const signedIn = build.signIn(person, async (to, init) => {
    const request = new Request(to, init);
    const { pathname, search } = new URL(request.url);
    const begin = performance.now();
    const response = await globalThis.fetch(request);
    const body = await response.arrayBuffer();
    asked.push({
      request: `${request.method} ${decodeURIComponent(pathname + search)}`,
      ms: performance.now() - begin,
      bytes: body.byteLength,
    });
    return new Response(response.status === 204 ? null : body, { status: response.status, headers: response.headers });
  });

  return async (name: string, input: object): Promise<Outcome> => {
    asked = [];
    const tool = build.allTools.find((each) => each.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    const begin = performance.now();
    const { text } = await tool.call(input, {
      ...signedIn,
      settings: testSettings(url),
      mayWrite: true,
    });
    return { text, asked, ms: performance.now() - begin };
  };
}
