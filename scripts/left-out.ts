import type { Plugin } from "esbuild";

/**
 * Modules that dependencies import and this program never runs, each with what stands in for it. Without them the package
 * is half as large, fetches nothing and compiles nothing.
 */
const standIns: Readonly<Record<string, string>> = {
  // fastmcp's own listener; ours is src/http/
  "mcp-proxy": missing("startHTTPServer"),
  // fastmcp guesses the type of an image with it; ours say theirs
  "file-type": missing("fileTypeFromBuffer"),
  // the MCP SDK makes a validator for each session, of answers to forms that we never send in that version of MCP:
  // a twelfth of a call's time and much of its memory
  ajv: "export default class { compile() { throw new Error('this part of a dependency is not in the package'); } }",
  "ajv-formats": "export default () => {};",
  // drivers of @keyv/sqlite; ours is on node:sqlite
  "better-sqlite3": missing("default"),
  "bun:sqlite": missing("Database"),
  // schema libraries beside zod, which xsschema offers to load
  effect: missing("JSONSchema"),
  sury: missing("toJSONSchema"),
  "@valibot/to-json-schema": missing("toJsonSchema"),
};

/** Zod's messages in forty languages; ours are English. */
const zodLocales = /^\.\.\/locales\/index\.js$/;

/** Puts the stand-ins in their places, and fails the build when one of them has nothing left to stand in for. */
export const leaveOut: Plugin = {
  name: "leave-out",
  setup(build) {
    const met = new Set<string>();
    const known = new RegExp(`^(${Object.keys(standIns).join("|")})$`);

    build.onResolve({ filter: known }, ({ path }) => {
      met.add(path);
      return { path, namespace: "left-out" };
    });
    build.onLoad({ filter: /./, namespace: "left-out" }, ({ path }) => ({ contents: standIns[path] ?? "" }));
    build.onResolve({ filter: zodLocales }, ({ importer, resolveDir }) => {
      if (!/[\\/]zod[\\/]v4[\\/]/.test(importer)) return undefined;
      met.add("zod locales");
      return build.resolve("../locales/en.js", { kind: "import-statement", importer, resolveDir });
    });
    build.onEnd(({ errors }) => {
      const stale = [...Object.keys(standIns), "zod locales"].filter((name) => !met.has(name));
      if (errors.length > 0 || stale.length === 0) return undefined;
      return { errors: [{ text: `nothing imports ${stale.join(", ")} any more: take it out of scripts/left-out.ts` }] };
    });
  },
};

function missing(name: string): string {
  const exported = name === "default" ? "export default" : `export const ${name} =`;
  return `${exported} () => { throw new Error("this part of a dependency is not in the package"); };`;
}
