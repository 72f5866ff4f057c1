import { expect, test } from "vitest";
import { absentPlugins, plugins, presenceOf } from "../../src/redmine/plugin-probes.ts";
import { createSend } from "../../src/redmine/send.ts";

/** What Redmine 6.1 was seen to answer, with the plugin and without, also where a login is required. */
const answers: Readonly<Record<string, [status: number, type: string, body: string]>> = {
  "an absent route": [404, "text/html; charset=utf-8", ""],
  "a route of the plugin": [404, "application/json", ""],
  "a route of the plugin, closed to strangers": [401, "application/json", ""],
  "a page of a proxy": [403, "text/html", "<h1>Forbidden</h1>"],
};

const sendWith = (what: string, accepted: string[] = []) => {
  const [status = 500, type = "", body = ""] = answers[what] ?? [];
  return createSend("http://redmine.test", async (input, init) => {
    accepted.push(new Request(input, init).headers.get("accept") ?? "");
    return new Response(body, { status, headers: { "content-type": type } });
  });
};

test.each([
  ["an absent route", "absent"],
  ["a route of the plugin", "present"],
  ["a route of the plugin, closed to strangers", "present"],
  ["a page of a proxy", "unknown"],
] as const)("%s means: %s", async (what, presence) => {
  const accepted: string[] = [];
  for (const plugin of plugins) expect(await presenceOf(plugin, sendWith(what, accepted))).toBe(presence);
  expect(new Set(accepted)).toEqual(new Set(["*/*"])); // asked for JSON only, Redmine answers an absent route with JSON
});

test("only toolsets that are on are looked for, and an unreachable Redmine takes none away", async () => {
  expect(await absentPlugins(["core", "dms"], sendWith("an absent route"))).toEqual(["dms"]);
  expect(await absentPlugins(["core", "dms"], sendWith("nothing"))).toEqual([]);
  const accepted: string[] = [];
  await absentPlugins(["core", "planning"], sendWith("an absent route", accepted));
  expect(accepted).toEqual([]);
});
