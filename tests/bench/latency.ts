import { type Era, resultOf, toolCall } from "./call.ts";
import { type Ask, ask } from "./http.ts";
import type { Target } from "./instant-redmine.ts";
import { load } from "./load.ts";
import { median } from "./quantile.ts";
import { logIn, redmineToken, register, signIn } from "./sign-in.ts";
import { startSubject } from "./subject.ts";
import type { Row } from "./table.ts";

const include = "children,attachments,relations,changesets,journals,watchers,allowed_statuses";

/** What a tool call takes beyond the request to Redmine that it makes, one after the other in turns. */
export async function latency(target: Target, runs: number, rounds: number): Promise<Row[]> {
  const server = await startSubject(target);
  try {
    const alice = await logIn(target, "alice");
    const { access } = await signIn(server.url, target, alice, await register(server.url));
    const headers = { authorization: `Bearer ${await redmineToken(target, alice)}` };
    const bare: Ask = { url: `${target.url}/issues/61.json?include=${include}`, headers };
    const call = (era: Era) => toolCall(server.url, access, era, "get_issue_details", { issue_id: 61 });
    const kinds = { bare, legacy: call("2025-11-25"), modern: call("2026-07-28") };
    await resultOf(kinds.legacy);
    await resultOf(kinds.modern);
    await load(rounds * 5, 8, (n) => (n % 2 ? kinds.legacy : kinds.modern)); // until it is compiled, as after a day's work
    await turns(kinds, 20);

    const p50s: Record<keyof typeof kinds, number>[] = [];
    for (let run = 0; run < runs; run += 1) p50s.push(await turns(kinds, rounds));
    const of = (kind: keyof typeof kinds) => median(p50s.map((p50) => p50[kind]));
    return (["legacy", "modern"] as const).map((kind) => {
      const added = median(p50s.map((p50) => p50[kind] - p50.bare));
      return {
        what: `added latency p50, ${target.name}, ${eraOf[kind]}`,
        must: "≤ 3 ms",
        got: `${added.toFixed(2)} ms (bare ${of("bare").toFixed(2)}, tool ${of(kind).toFixed(2)})`,
        holds: added <= 3,
      };
    });
  } finally {
    await server.stop();
  }
}

export const eraOf = { legacy: "MCP 2025-11-25", modern: "MCP 2026-07-28" } as const;

/** In turns, so that whatever else the machine does disturbs each alike. */
async function turns<K extends string>(kinds: Record<K, Ask>, rounds: number): Promise<Record<K, number>> {
  const names = Object.keys(kinds) as K[]; // its own keys
  const took = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const begun = performance.now();
      await ask(kinds[name]);
      took.get(name)?.push(performance.now() - begun);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(took.get(name) ?? [])])) as Record<K, number>; // for each of them
}
