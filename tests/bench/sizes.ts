import { resultOf, rpc, toolCall } from "./call.ts";
import { ask } from "./http.ts";
import type { Target } from "./instant-redmine.ts";
import { logIn, register, signIn } from "./sign-in.ts";
import { startSubject } from "./subject.ts";
import { bytes, type Row } from "./table.ts";

const era = "2025-11-25";

/** What a model has to read, in bytes, beside what Redmine itself would have given it. */
export async function sizes(target: Target): Promise<Row[]> {
  const core = await withServer(target, {}, async (base, access) => {
    const text = async (name: string, args: object) => {
      const { content } = await resultOf(toolCall(base, access, era, name, args));
      const blocks = content as { text: string }[]; // what these tools answer with
      return Buffer.byteLength(blocks.map((block) => block.text).join("\n"));
    };
    const issue = "issues/61.json?include=children,attachments,relations,changesets,journals,watchers,allowed_statuses";
    const search = "search.json?q=the&limit=25&issues=1";
    const list = "issues.json?project_id=alpha&status_id=*&limit=25&sort=id";

    return [
      await listRow(base, access, "core", 8_000),
      row(
        "issue with 40 notes, all of them",
        5_500,
        await text("get_issue_details", { issue_id: 61, notes: "all" }),
        await raw(target, issue),
      ),
      row(
        "issue with 40 notes, newest 10",
        1_800,
        await text("get_issue_details", { issue_id: 61, notes: 10 }),
        await raw(target, issue),
      ),
      row("search, 25 hits", 3_500, await text("search_issues", { query: "the" }), await raw(target, search)),
      row(
        "list, 25 issues",
        1_800,
        await text("list_issues", { project_id: "alpha", status_id: "*", sort: "id", limit: 25 }),
        await raw(target, list),
      ),
    ];
  });
  const all = await withServer(target, { TOOLSETS: "all" }, async (base, access) => [
    await listRow(base, access, "all"),
  ]);
  return [...core.slice(0, 1), ...all, ...core.slice(1)];
}

async function withServer(
  target: Target,
  settings: Record<string, string>,
  work: (base: string, access: string) => Promise<Row[]>,
) {
  const server = await startSubject(target, { settings });
  try {
    const alice = await logIn(target, "alice");
    const { access } = await signIn(server.url, target, alice, await register(server.url));
    return await work(server.url, access);
  } finally {
    await server.stop();
  }
}

async function listRow(base: string, access: string, which: string, must?: number): Promise<Row> {
  const { tools } = await resultOf(rpc(base, access, era, "tools/list"));
  const size = Buffer.byteLength(JSON.stringify({ tools }));
  const count = Array.isArray(tools) ? tools.length : 0;
  const got = `${bytes(size)} bytes, ${count} tools`;
  return { what: `tools/list, ${which}`, got, ...(must && { must: `≤ ${bytes(must)} bytes`, holds: size <= must }) };
}

function row(what: string, must: number, size: number, json: number): Row {
  const got = `${bytes(size)} bytes (Redmine's JSON: ${bytes(json)})`;
  return { what, must: `≤ ${bytes(must)} bytes`, got, holds: size <= must };
}

async function raw(target: Target, path: string): Promise<number> {
  const key = target.people.alice?.apiKey ?? "";
  const { status, body } = await ask({ url: `${target.url}/${path}`, headers: { "x-redmine-api-key": key } });
  if (status !== 200) throw new Error(`HTTP ${status} for ${path}`);
  return Buffer.byteLength(body);
}
