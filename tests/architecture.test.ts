import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { layers, leaves } from "./support/layers.ts";
import { importsOf, type SourceFile, sourceFiles } from "./support/source-imports.ts";

const sources = sourceFiles("src");
const everything = [...sources, ...sourceFiles("scripts"), ...sourceFiles("tests")];

/** Packages that only one layer uses, so that they can be replaced there. */
const owners: Readonly<Record<string, string[]>> = {
  fastmcp: ["protocol/", "tools/tool.ts", "tools/resource.ts", "tools/prompt.ts"], // the last three take its types
  "@modelcontextprotocol/sdk": ["protocol/", "commands/stdio.ts"], // its transport, as server.ts has the HTTP listener
  "@modelcontextprotocol/server": ["protocol/"],
  hono: ["http/", "sample-redmine/"],
  "@hono/node-server": ["http/listen.ts", "sample-redmine/", "commands/"],
  keyv: ["store/"],
  "@keyv/redis": ["store/"],
  "@keyv/sqlite": ["store/"],
  ky: ["redmine/"],
  pino: ["log.ts"],
  "prom-client": ["metrics.ts"],
  "@opentelemetry/api": ["tracing.ts"],
  "@opentelemetry/sdk-trace": ["tracing.ts"],
  dotenv: ["config/"],
  "pdfjs-dist": ["file-text/"],
  yauzl: ["file-text/"],
  htmlparser2: ["file-text/"],
};

function isIn(path: string, places: readonly string[]): boolean {
  const inside = path.replace(/^src\//, "");
  return places.some((place) => {
    if (place.endsWith("/*.ts")) return dirname(inside) === dirname(place) && layers[inside] === undefined;
    return place.endsWith("/") ? inside.startsWith(place) : inside === place;
  });
}

/** The innermost layer of a file. */
function layerOf(path: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => isIn(path, [layer]))
    .sort((a, b) => b.length - a.length)[0];
}

/** `hono/body-limit` is of the package hono, `@keyv/redis` has a slash of its own. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function packagesOf({ imports }: SourceFile): string[] {
  return imports
    .filter(({ specifier }) => !/^(\.|node:|data:)/.test(specifier))
    .map(({ specifier }) => packageOf(specifier));
}

describe("layering", () => {
  test("every file belongs to a layer of the diagram or is a leaf", () => {
    expect(sources.map(({ path }) => path).filter((path) => !layerOf(path) && !isIn(path, leaves))).toEqual([]);
  });

  test("imports follow the arrows", () => {
    const against = sources.flatMap(({ path, imports }) => {
      const own = isIn(path, leaves) ? undefined : layerOf(path);
      const { uses, knows = [] } = (own && layers[own]) || { uses: [] };

      return imports
        .filter((found) => found.path !== undefined)
        .map(({ path: target = "", kind }) => ({ target, kind }))
        .filter(({ target, kind }) => {
          const allowed = [...leaves, ...uses, ...(own ? [own] : []), ...(kind === "type" ? knows : [])];
          return !isIn(target, allowed);
        })
        .map(({ target, kind }) => `${path} → ${target} (${kind})`);
    });

    expect(against).toEqual([]);
  });

  test("the demo is loaded only by its command, and late", () => {
    const users = sources
      .filter(({ path }) => !isIn(path, ["sample-redmine/"]))
      .flatMap(({ path, imports }) => imports.map((found) => ({ from: path, ...found })))
      .filter((found) => found.path?.startsWith("src/sample-redmine/") && found.kind !== "type");

    expect(users.filter(({ from, kind }) => kind !== "dynamic" || from !== "src/commands/demo.ts")).toEqual([]);
  });

  test("an old Node gets as far as its refusal: main.ts loads all else late", () => {
    const main = sources.find(({ path }) => path === "src/main.ts");

    expect(main?.imports.filter(({ kind }) => kind !== "dynamic").map(({ specifier }) => specifier)).toEqual([
      "./node-version.ts",
    ]);
    expect(importsOf("src/node-version.ts", textOf("src/node-version.ts"))).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    const needs = new Map(
      sources.map(({ path, imports }) => [
        path,
        imports.flatMap((found) => (found.kind === "value" && found.path !== undefined ? [found.path] : [])),
      ]),
    );

    expect([...needs.keys()].filter((path) => reaches(path, path, needs))).toEqual([]);
  });

  test("the process's environment, arguments and exit are main.ts's alone", () => {
    const users = sources.filter(
      ({ path, text }) => path !== "src/main.ts" && /\bprocess\.(exit|argv|env)\b/.test(text),
    );
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  test("nothing prints with console", () => {
    expect(sources.filter(({ text }) => /\bconsole\./.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe("packages", () => {
  test("an installed package fetches none: all are bundled into it", () => {
    expect(Object.keys(packageJson)).not.toContain("dependencies");
  });

  test("what is imported is a development dependency", () => {
    expect(everything.flatMap(packagesOf).filter((name) => !Object.hasOwn(packageJson.devDependencies, name))).toEqual(
      [],
    );
  });

  test("each is used only in the layer that it belongs to", () => {
    const strangers = sources.flatMap((source) =>
      packagesOf(source)
        .filter((name) => owners[name] !== undefined && !isIn(source.path, owners[name]))
        .map((name) => `${source.path} → ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  test("versions are exact", () => {
    expect(
      Object.values(packageJson.devDependencies).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    ).toEqual([]);
  });
});

describe("files", () => {
  test("none has more than 250 lines", () => {
    const long = everything.filter(({ text }) => text.split("\n").length > 251);
    expect(
      long.map(({ path }) => path),
      "split it by subject, and import from the new file where it is used",
    ).toEqual([]);
  });

  test("none is named for nothing", () => {
    const empty = /(^|[/-])(utils?|helpers?|common|misc|types|managers?)(\.|\/|-|$)/;
    expect(everything.map(({ path }) => path).filter((path) => empty.test(path))).toEqual([]);
  });

  test("each is imported by its own name, .ts included", () => {
    const known = new Set(everything.map(({ path }) => path));
    const odd = everything.flatMap(({ path, imports }) =>
      imports
        .filter((found) => found.path !== undefined && !known.has(found.path) && !found.path.endsWith(".json"))
        .map(({ specifier }) => `${path} → ${specifier}`),
    );
    expect(odd).toEqual([]);
  });
});

function textOf(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}

function reaches(
  from: string,
  target: string,
  needs: ReadonlyMap<string, string[]>,
  seen = new Set<string>(),
): boolean {
  return (needs.get(from) ?? []).some((next) => {
    if (next === target) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, target, needs, seen);
  });
}
