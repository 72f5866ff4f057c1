import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

const root = new URL("../../", import.meta.url);

export interface SourceFile {
  /** From the repository's root, with slashes: `src/http/app.ts`. */
  path: string;
  text: string;
  imports: Import[];
}

export interface Import {
  /** As written. */
  specifier: string;
  /** The file meant, where it is one of ours. */
  path: string | undefined;
  kind: "value" | "type" | "dynamic";
}

/** All TypeScript below a folder of the repository. */
export function sourceFiles(folder: "src" | "scripts" | "tests"): SourceFile[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .sort()
    .map((path) => {
      const text = readFileSync(new URL(path, root), "utf8");
      return { path, text, imports: importsOf(path, text) };
    });
}

const clause = /(?<clause>(?:type\s+)?[\w$* ,]*(?:\{[^}]*\})?)\s*from\s+/;
const statement = new RegExp(`^(?:import|export)\\s+(?:${clause.source})?"(?<specifier>[^"]+)"`, "gm");
const call = /\bimport\(\s*"(?<specifier>[^"]+)"/g;

/** Reads the forms that our formatter leaves: statements at the start of a line, double quotes. */
export function importsOf(path: string, text: string): Import[] {
  const found = (specifier: string, kind: Import["kind"]): Import => ({
    specifier,
    kind,
    path: specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : undefined,
  });

  const statements = [...text.matchAll(statement)].map(({ groups }) => {
    const onlyTypes = /^type\b/.test(groups?.clause ?? "") || everyNameIsType(groups?.clause ?? "");
    return found(groups?.specifier ?? "", onlyTypes ? "type" : "value");
  });
  const calls = [...text.matchAll(call)].map(({ groups }) => found(groups?.specifier ?? "", "dynamic"));
  return [...statements, ...calls];
}

/** `import { type A, type B } from …` */
function everyNameIsType(clause: string): boolean {
  const names = /^\s*\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names?.split(",") ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== "");
  return given.length > 0 && given.every((name) => name.startsWith("type "));
}
