import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transformSync } from "esbuild";
import packageJson from "../package.json" with { type: "json" };
import { asScript } from "../src/views/pages.ts";
import { leaveOut } from "./left-out.ts";
import { licencesOf } from "./licences.ts";
import { noWait } from "./no-wait.ts";

// node scripts/bundle.ts [folder]: dist/ unless another folder is given
const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = resolve(root, process.argv[2] ?? "dist");
const oldestNode = packageJson.engines.node.replace(">=", "");

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  // the second runs in threads: src/file-text/read-document.ts
  entryPoints: { main: "src/main.ts", "file-text-worker": "src/file-text/worker.ts" },
  outdir,
  bundle: true,
  platform: "node",
  target: `node${oldestNode}`,
  format: "esm",
  splitting: true, // a command loads only what it needs, and main.js is all that an old Node has to understand
  chunkNames: "[name]-[hash]", // all side by side: version.ts looks for package.json one folder up
  minifyWhitespace: true,
  minifySyntax: true, // but names stay, because stack frames are in the log
  legalComments: "none", // they are all in THIRD_PARTY_LICENSES.txt
  metafile: true,
  write: false, // a build that fails leaves the last one as it is
  // packages written for require() want one
  banner: {
    js: 'import{createRequire as _createRequire}from"node:module";const require=_createRequire(import.meta.url);',
  },
  plugins: [leaveOut, noWait],
  logLevel: "warning",
});

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
// the views' own style and scripts, which src/views/pages.ts reads from beside itself
mkdirSync(`${outdir}/client`);
for (const name of readdirSync(`${root}/src/views/client`)) {
  const loader = name.endsWith(".css") ? "css" : "js";
  const { code } = transformSync(asScript(readFileSync(`${root}/src/views/client/${name}`, "utf8")), {
    loader,
    minifyWhitespace: true,
  });
  writeFileSync(`${outdir}/client/${name}`, code);
}
// tables of Asian encodings, which src/file-text/pdf.ts reads; PDF has none in UTF-8 and UTF-32 (ISO 32000-2, 9.7.5.2)
cpSync(`${root}/node_modules/pdfjs-dist/cmaps`, `${outdir}/cmaps`, {
  recursive: true,
  filter: (path) => !/-UTF(8|32)-/.test(path),
});
writeFileSync(`${outdir}/THIRD_PARTY_LICENSES.txt`, licencesOf(metafile, root));

const bytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
process.stdout.write(`dist/main.js and ${outputFiles.length - 1} parts, ${Math.round(bytes / 1024)} kB\n`);
