import { type StubRedmine, stubRedmine } from "../stub-redmine.ts";

export interface StoredPage {
  title: string;
  /** The text of each version, the first one first. */
  versions: string[];
  parent?: string;
  attachments?: object[];
}

interface Plugin {
  /** The project's module wiki_extensions. */
  isOn?: boolean;
  /** The role has export_wiki_pages. */
  mayExport?: boolean;
  /** Redmine tells the project's modules. */
  tellsModules?: boolean;
}

/**
 * What redmine_wiki_extensions 1.1.0 does to the text of API answers, as captured from a Redmine 6.1.5: a macro after
 * every page, and the pages “Header” and “Footer” around all others. The database keeps the plain texts.
 */
export function decorated(title: string, text: string, pages: readonly StoredPage[]): string {
  const isWrapper = title === "Header" || title === "Footer";
  const own = (name: string) => (isWrapper ? undefined : pages.find((page) => page.title === name)?.versions.at(-1));
  const header = own("Header");
  const footer = own("Footer");
  return [
    header === undefined ? "" : `\n<div id="wiki_extentions_header">\n\n${header}\n\n</div>\n\n`,
    `${text}\n\n{{fnlist}}\n`,
    footer === undefined ? "" : `\n<div id="wiki_extentions_footer">\n\n${footer}\n\n</div>`,
  ].join("");
}

/** A project's wiki on a Redmine with the plugin. `pages` is what the database holds. */
export function wikiWithPlugin(pages: StoredPage[], plugin: Plugin = {}, scopes?: ReadonlySet<string>) {
  const { isOn = true, mayExport = false, tellsModules = true } = plugin;
  const byTitle = (title: string) => pages.find((page) => page.title.toLowerCase() === title.toLowerCase());
  const find = (url: URL) => {
    const [, title = "", number] = /\/wiki\/([^/.]+)(?:\/(\d+))?\./.exec(decodeURIComponent(url.pathname)) ?? [];
    const page = byTitle(title);
    return { title, page, version: number ? Number(number) : page?.versions.length };
  };

  const show = (url: URL) => {
    const { page, version = 0 } = find(url);
    const text = page?.versions[version - 1];
    if (!page || text === undefined) return undefined;
    return {
      wiki_page: {
        title: page.title,
        ...(page.parent && { parent: { title: page.parent } }),
        text: isOn ? decorated(page.title, text, pages) : text,
        version,
        updated_on: "2026-02-06T09:00:00Z",
        attachments: page.attachments ?? [],
      },
    };
  };

  const save = async (url: URL, request: Request) => {
    const { title, page } = find(url);
    const { wiki_page } = await request.json();
    if (!wiki_page.text) return Response.json({ errors: ["Text field cannot be blank"] }, { status: 422 });
    if (page && wiki_page.version !== undefined && wiki_page.version !== page.versions.length) {
      return new Response("", { status: 409 });
    }
    const saved: StoredPage = page ?? { title, versions: [] };
    if (!page) pages.push(saved);
    if (saved.versions.at(-1) !== wiki_page.text) saved.versions.push(wiki_page.text);
    if (wiki_page.title) saved.title = wiki_page.title;
    if (wiki_page.parent_title !== undefined) saved.parent = wiki_page.parent_title;
    if (wiki_page.uploads) saved.attachments = [{ id: 7, filename: "a.txt", filesize: 1, created_on: "2026" }];
    return new Response(null, { status: 204 });
  };

  const exported = (url: URL) => {
    const { page, version = 0 } = find(url);
    if (!page) return undefined;
    if (!mayExport) return new Response("", { status: 406 });
    return new Response(page.versions[version - 1] ?? "", { headers: { "content-type": "text/plain" } });
  };

  const routes = new Proxy(
    {
      "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
      "/projects/1.json": () => ({
        project: {
          id: 1,
          name: "Alpha",
          identifier: "alpha",
          ...(tellsModules && { enabled_modules: [{ name: "wiki" }, ...(isOn ? [{ name: "wiki_extensions" }] : [])] }),
        },
      }),
      "/projects/1/wiki/index.json": () => ({
        wiki_pages: pages.map(({ title, versions }) => ({ title, version: versions.length, updated_on: "2026" })),
      }),
      "/news.html": "",
      "/uploads.json": () => Response.json({ upload: { token: "7.abc" } }, { status: 201 }),
    },
    {
      get: (known, path: string) => {
        if (path in known) return known[path as keyof typeof known];
        if (!path.includes("/wiki/")) return undefined;
        if (path.endsWith(".txt")) return exported;
        return (url: URL, request: Request) => (request.method === "GET" ? show(url) : save(url, request));
      },
    },
  );
  const redmine: StubRedmine = stubRedmine(routes, scopes);
  return { ...redmine, page: byTitle };
}
