import { type Path, path } from "./path.ts";
import type { Query, Send } from "./send.ts";

/** A plugin of Redmine that a toolset needs. */
export interface Plugin {
  toolset: "checklists" | "tags" | "agile" | "dms" | "templates";
  title: string;
  /** A request that only the plugin's routes answer with JSON, whatever its status; nobody needs to be signed in. */
  probe: Path;
  query?: Query;
}

export const plugins: readonly Plugin[] = [
  { toolset: "checklists", title: "Checklists (RedmineUP)", probe: path`checklists/0.json` },
  {
    toolset: "tags",
    title: "additional_tags",
    probe: path`auto_completes/issue_tags.json`,
    query: { q: "zz" }, // answered with a list of tags that contain it, at most
  },
  { toolset: "agile", title: "Agile (RedmineUP, 1.6 or newer)", probe: path`issues/0/agile_data.json` },
  { toolset: "dms", title: "DMSF", probe: path`dmsf/files/0.json` },
  { toolset: "templates", title: "Issue templates", probe: path`global_issue_templates.json` },
];

/** `unknown`: Redmine did not answer, or a proxy put a page of its own in the place of the answer. */
export type Presence = "present" | "absent" | "unknown";

/**
 * Redmine answers a route that it has with JSON, and one that it does not have with 404 and HTML; but with JSON too where
 * nothing else is accepted.
 */
export async function presenceOf({ probe, query }: Plugin, send: Send): Promise<Presence> {
  try {
    const call = { method: "GET", path: probe, ...(query && { query }), accept: "*/*", timeoutMs: 5_000 } as const;
    const { status, headers } = await send(call);
    const type = headers.get("content-type") ?? "";
    if (type.startsWith("application/json")) return "present";
    return status === 404 && type.startsWith("text/html") ? "absent" : "unknown";
  } catch {
    return "unknown";
  }
}

/** Those of the plugins' toolsets that are on although Redmine does not have the plugin. */
export async function absentPlugins(toolsets: readonly string[], send: Send): Promise<readonly string[]> {
  const on = plugins.filter(({ toolset }) => toolsets.includes(toolset));
  const presences = await Promise.all(on.map((plugin) => presenceOf(plugin, send)));
  return on.filter((_, at) => presences[at] === "absent").map(({ toolset }) => toolset);
}
