import { readFileSync } from "node:fs";

/** The views inside the client (MCP Apps, 2026-01-26), by the last part of their addresses. */
export const viewTitles = { issue: "Issue", board: "Board", roadmap: "Roadmap", time: "Time spent" } as const;

export type ViewName = keyof typeof viewTitles;

export const viewMimeType = "text/html;profile=mcp-app";

export function viewUri(name: ViewName): string {
  return `ui://redmine/${name}.html`;
}

export const viewNames = Object.keys(viewTitles) as ViewName[]; // the keys of the literal above

const read = (file: string) => asScript(readFileSync(new URL(`./client/${file}`, import.meta.url), "utf8")).trim();
const pages = new Map<ViewName, string>();

function scriptsOf(name: ViewName): string[] {
  return ["elements.js", "shared.js", ...(name === "roadmap" ? ["charts.js"] : []), `${name}.js`];
}

/** Modules as parts of one script: a page may fetch none. */
export function asScript(module: string): string {
  return module.replace(/^import \{[^}]*\} from "[^"]*";\n/gm, "").replace(/^export /gm, "");
}

/** One self-contained page: style and script inside, no foreign request. Read once. */
export function viewPage(name: ViewName): string {
  const cached = pages.get(name);
  if (cached) return cached;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${viewTitles[name]}</title><style>${read("style.css")}</style></head><body><main><p id="status" role="status" class="muted"></p><button type="button" id="stop" hidden>Stop waiting</button><div id="root"></div></main><script type="module">${scriptsOf(name).map(read).join("\n")}</script></body></html>`;
  pages.set(name, page);
  return page;
}
