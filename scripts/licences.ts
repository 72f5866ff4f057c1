import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import { z } from "zod";

const manifest = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.unknown().optional(),
  author: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
  repository: z.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)]).optional(),
});

interface Bundled {
  name: string;
  version: string;
  licence: string;
  text: string;
}

/** What may be put into a package under the MIT licence without asking anybody. */
const permissive = new Set(["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"]);

/** Packages whose licence field is no SPDX name, and what they say elsewhere. */
const saidElsewhere: Readonly<Record<string, string>> = {
  "uri-templates": "public domain", // README, “License”: anybody may modify and relicense it
};

/** The licences of all packages with code in the bundle, as they must accompany it. Throws for one that is not permissive. */
export function licencesOf(metafile: Metafile, root: string): string {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = new Set(
    inputs.filter((path) => path.includes("node_modules/")).map((path) => packageFolder(resolve(root, path))),
  );
  const packages = [...folders].map(bundledIn).sort((a, b) => (a.name < b.name ? -1 : 1));
  const odd = packages.filter(({ name, licence }) => !saidElsewhere[name] && !permissive.has(licence));
  if (odd.length > 0) throw new Error(`not a permissive licence: ${odd.map((one) => `${one.name} ${one.licence}`)}`);

  return `redmine-fastmcp contains code of these packages, each under its own licence.\n\n${packages.map(entry).join("\n")}`;
}

/** Some packages have small package.json files inside, which name no version. */
function packageFolder(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json")) || !manifestOf(folder).version) folder = dirname(folder);
  return folder;
}

function manifestOf(folder: string): z.output<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}

function bundledIn(folder: string): Bundled {
  const { name = folder, version = "", license, author, repository } = manifestOf(folder);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return {
    name,
    version,
    licence: saidElsewhere[name] ?? (typeof license === "string" ? license : "none"),
    text:
      texts.join("\n\n") ||
      `No licence text comes with it. Author: ${author ?? "not named"}; source: ${repository ?? "not named"}`,
  };
}

function entry({ name, version, licence, text }: Bundled): string {
  return `${"=".repeat(80)}\n${name} ${version} (${licence})\n\n${text}\n`;
}
