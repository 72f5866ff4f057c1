import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import packageJson from "../package.json" with { type: "json" };
import { desktopManifest } from "./desktop-manifest.ts";

// Puts dist/ into a bundle that desktop programs install by a double click: https://github.com/modelcontextprotocol/mcpb
const root = fileURLToPath(new URL("..", import.meta.url));
const { name, version, type } = packageJson;

const files: Record<string, string | Buffer> = {
  "manifest.json": JSON.stringify(desktopManifest(packageJson), undefined, 2),
  "package.json": JSON.stringify({ name, version, type }),
  LICENSE: readFileSync(`${root}/LICENSE`),
  "icon.png": readFileSync(`${root}/docs/icon.png`),
};
for (const entry of readdirSync(`${root}/dist`, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  files[`server/${relative(`${root}/dist`, path)}`] = readFileSync(path);
}

const mtime = new Date(1980, 0, 1); // the same bytes from the same sources
const zipped = zipSync(
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, new Uint8Array(Buffer.from(content as string))]),
  ), // Buffer.from takes both, its overloads one at a time
  { level: 9, mtime },
);
const bundle = process.argv[2] ?? `${root}/${name}-${version}.mcpb`;
writeFileSync(bundle, zipped);
process.stdout.write(`${bundle}: ${Math.round(zipped.length / 1024)} kB\n`);
