import { describe, expect, test } from "vitest";
import { importsOf, sourceFiles } from "./source-imports.ts";

describe("reading imports", () => {
  const text = [
    'import a from "a";',
    'import { type B, c } from "./b.ts";',
    "import {",
    "  type D,",
    "  type E,",
    '} from "./d.ts";',
    'import type { F } from "../f.ts";',
    'import "./g.ts";',
    'export { h } from "./h.ts";',
    'export type { I } from "@i/i/i";',
    'import * as k from "./k.ts";',
    'import l, { type M } from "./l.json" with { type: "json" };',
    'export const from = "./no.ts";',
    '// import x from "./no.ts"',
    `const j = () => import${"("}"./j.ts");`,
  ].join("\n");

  test("knows values, types and late imports apart", () => {
    expect(importsOf("src/x/y.ts", text).map(({ specifier, kind, path }) => [specifier, kind, path])).toEqual([
      ["a", "value", undefined],
      ["./b.ts", "value", "src/x/b.ts"],
      ["./d.ts", "type", "src/x/d.ts"],
      ["../f.ts", "type", "src/f.ts"],
      ["./g.ts", "value", "src/x/g.ts"],
      ["./h.ts", "value", "src/x/h.ts"],
      ["@i/i/i", "type", undefined],
      ["./k.ts", "value", "src/x/k.ts"],
      ["./l.json", "value", "src/x/l.json"],
      ["./j.ts", "dynamic", "src/x/j.ts"],
    ]);
  });

  test("misses none in this repository", () => {
    for (const { text, imports, path } of [...sourceFiles("src"), ...sourceFiles("tests")]) {
      const words = text.match(/^import\b(?!\()|^export (?!const).* from "|^} from "|\bimport\("/gm) ?? [];
      const several = text.match(/^import( type)? \{$/gm) ?? []; // such a statement has its word twice
      expect({ path, found: imports.length }).toEqual({ path, found: words.length - several.length });
    }
  });
});
