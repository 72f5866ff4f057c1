import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limits } from "../src/file-text/limits.ts";
import { bounds } from "../src/http/bounds.ts";
import { limits as answerLimits } from "../src/redmine/limits.ts";
import { expectGenerated, withPart } from "./support/generated-part.ts";
import { layersMarkdown } from "./support/layers.ts";
import { sourceFiles } from "./support/source-imports.ts";

const page = read("docs/architecture.md");

test("the page has the layers and bounds that the code has (`npm run generate` writes them)", async () => {
  const edge = withPart(
    withPart(page, "layers", layersMarkdown()),
    "bounds",
    boundsMarkdown(bounds, "src/http/bounds.ts"),
  );
  const documents = withPart(edge, "limits", boundsMarkdown(limits, "src/file-text/limits.ts"));
  const written = withPart(documents, "answers", boundsMarkdown(answerLimits, "src/redmine/limits.ts"));

  await expectGenerated(written, "../docs/architecture.md");
});

test("the table of records names every namespace that the code writes to the store, and no other", () => {
  const [, table = ""] = /<!-- records -->([\s\S]*)<!-- \/records -->/.exec(page) ?? [];
  const listed = [...table.matchAll(/^\| `(\w+):/gm)].map(([, namespace]) => namespace);
  const written = sourceFiles("src")
    .filter(({ path }) => path.startsWith("src/auth/") || path.startsWith("src/commands/"))
    .flatMap(({ text }) => [...text.matchAll(/\bstore\.(?:set|add)\(\s*"(\w+)",/g)].map(([, namespace]) => namespace));

  // tokens.ts writes both kinds of tokens by a variable
  expect([...new Set(listed)].sort()).toEqual([...new Set([...written, "access", "refresh"])].sort());
});

test("every file that the page names exists", () => {
  const named = [...page.matchAll(/`((?:src|tests|scripts|docs)?[\w/-]+\.(?:ts|md))`/g)].map(([, path = ""]) => path);
  const files = sourceFiles("src").map(({ path }) => path);
  const exists = (path: string) => existsSync(path) || files.some((file) => file.endsWith(`/${path}`));

  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});

/** Rows from the comments above the bounds; a bound without a comment fails here. */
function boundsMarkdown(values: Readonly<Record<string, number>>, path: string): string {
  const source = read(path);
  const rows = Object.entries(values).map(([name, value]) => {
    const comment = new RegExp(`/\\*\\* ([^\\n]+) \\*/\\n\\s+${name}[:,]`).exec(source)?.[1];
    if (comment === undefined) throw new Error(`no comment says what ${name} is`);
    return `| \`${name}\` | ${inUnits(name, value)} | ${comment} |`;
  });
  return ["| bound | value | what it limits, and what happens at it |", "|---|---|---|", ...rows].join("\n");
}

function inUnits(name: string, value: number): string {
  if (/ms$/i.test(name)) return value >= 1_000 ? `${value / 1_000} s` : `${value} ms`;
  if (/megabytes$/i.test(name)) return `${value} MB`;
  if (!/bytes/i.test(name)) return value.toLocaleString("en");
  return value >= 1024 * 1024 ? `${Math.round((value / 1024 / 1024) * 10) / 10} MB` : `${Math.round(value / 1024)} kB`;
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}
