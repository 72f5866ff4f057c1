import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { parse } from "dotenv";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { settingRows } from "../src/config.ts";
import { allTools } from "../src/tools/index.ts";
import { redmineScopesOf, selectTools } from "../src/tools/select.ts";
import { expectGenerated, withPart } from "./support/generated-part.ts";
import { load, needed } from "./support/settings.ts";
import { envExample, settingsMarkdown } from "./support/settings-text.ts";
import { sourceFiles } from "./support/source-imports.ts";
import { permissionsMarkdown, toolsMarkdown } from "./support/tools-text.ts";

// After a change of a setting, a tool or the version, `npm run generate` writes these parts.

const readme = read("README.md");
const settingsPage = read("docs/settings.md");
const troubleshooting = read("docs/troubleshooting.md");
const pages = ["README.md", ...filesIn("docs"), ...filesIn("docs/clients")];
const everyPage = pages.map(read).join("\n");
const withOthers = [...pages, "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "src/sample-redmine/README.md"];

describe("README.md", () => {
  test("has settings, tools and permissions as they are", async () => {
    const core = selectTools({ toolsets: ["core"], readOnly: false, redmineScopes: undefined });
    const parts = {
      tools: toolsMarkdown(allTools),
      permissions: permissionsMarkdown(redmineScopesOf(core, "write")),
    };
    const written = Object.entries(parts).reduce((text, [part, content]) => withPart(text, part, content), readme);

    await expectGenerated(written, "../README.md");
    const settings = withPart(settingsPage, "settings", settingsMarkdown(settingRows));
    await expectGenerated(settings, "../docs/settings.md");
  });

  test("is short enough to be read", () => {
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(3_200);
  });

  test("and the pages that it leads to name only files that are there", () => {
    const missing = withOthers.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target]) => new URL(`${target}`, new URL(`../${page}`, import.meta.url)))
        .filter((file) => !existsSync(file))
        .map((file) => `${page} → ${file.pathname}`),
    );
    expect(missing).toEqual([]);
  });

  test("shows every picture of docs/images, together below 600 kB, each with a text for those who cannot see it", () => {
    const folder = new URL("../docs/images/", import.meta.url);
    const pictures = readdirSync(folder);
    const shown = [...readme.matchAll(/!\[([^\]]+)\]\(docs\/images\/([^)]+)\)/g)].map(([, , name]) => `${name}`);

    expect(shown.sort()).toEqual(pictures.sort());
    const sizes = pictures.map((name) => statSync(new URL(name, folder)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
  });

  test("quotes in its troubleshooting only words that people can see", () => {
    const [, part = ""] = /<!-- troubleshooting -->([\s\S]*)<!-- \/troubleshooting -->/.exec(troubleshooting) ?? [];
    const quoted = [...part.matchAll(/“([^”]+)”/g)].map(([, words]) => `${words}`);
    const sources = sourceFiles("src").map(({ text }) => text.replace(/\$\{[^}]+\}/g, "…"));

    expect(quoted.length).toBeGreaterThan(10);
    const ours = (words: string) => words.replace(/\b[A-Z]+_[A-Z_]+\b/g, "…"); // a setting's name is filled in
    expect(quoted.filter((words) => !sources.some((text) => text.includes(ours(words))))).toEqual([]);
  });

  test("names only scripts that package.json has", () => {
    const scripts = [...everyPage.matchAll(/npm (?:run ([\w:]+)|(test|start)\b)/g)].map(
      ([, run, short]) => run ?? short ?? "",
    );

    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
  });

  test("and the others name only files of ours that are there", () => {
    const missing = withOthers.flatMap((page) =>
      [...read(page).matchAll(/`((?:\.ci|\.github|deploy|docs|scripts|src|tests)\/[\w./*-]+)`/g)]
        .map(([, path]) => `${path}`)
        .filter((path) => !isThere(path) && !isThere(`src/${path}`))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  test("and the others name only commands, profiles and services that there are", () => {
    const text = withOthers.map(read).join("\n");
    const known = ["serve", "stdio", "demo", "init", "doctor", "connections"];
    const ours = [...text.matchAll(/(?:npx|-y|server|server-1) redmine-fastmcp ([a-z]+)\b/g)].map(
      ([, name]) => `${name}`,
    );
    expect(ours.length).toBeGreaterThan(3);
    expect(ours.filter((name) => !known.includes(name))).toEqual([]);
    for (const command of known.slice(1)) expect(read("src/command-line.ts")).toContain(command);

    const compose = [...text.matchAll(/docker compose(?: -f (\S+))?((?: --profile \w+)?) (?:up|run --rm) ?([\w-]*)/g)];
    expect(compose.length).toBeGreaterThan(3);
    for (const [whole, file = "docker-compose.yml", profile = "", service = ""] of compose) {
      const described = read(file);
      if (service) expect(described, whole).toMatch(new RegExp(`^  ${service}:$`, "m"));
      if (profile) expect(described, whole).toContain(`profiles: [${profile.split(" ").at(-1)}`);
    }
  });

  test("names only settings that exist", () => {
    const names = settingRows.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const written = everyPage.match(/\b(REDMINE|MCP|OAUTH|TOKEN_STORE)_[A-Z_]+\b/g) ?? [];

    expect(written.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe(".env.example", () => {
  test("explains every setting", async () => {
    await expectGenerated(envExample(settingRows), "../.env.example");
  });

  test("is refused as it stands by the name of what must be filled in", () => {
    expect(() => load({ env: { ...needed, ...empty(needed), ...parse(read(".env.example")) } })).toThrow(
      /^REDMINE_URL is missing/,
    );
  });

  test.each(settingRows.filter((row) => row.example).map(({ name, example }) => [name, example]))(
    "shows a value of %s that is accepted: %s",
    (name, example) => {
      const files = { [`${example}`]: "what a setting that names a file finds there" };
      expect(() => load({ env: { ...needed, [`${name}`]: example }, files })).not.toThrow();
    },
  );
});

describe("docker-compose.yml", () => {
  const settings = /(environment: &settings.*\n)( {4}[A-Z_]+:\n)+/;

  test("passes every setting on, but those that it decides and the one for stdio", async () => {
    const names = settingRows.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const passed = names.filter((name) => !/^(MCP_HOST|MCP_PORT|REDMINE_API_KEY(_FILE)?)$/.test(name));
    const lines = passed.map((name) => `    ${name}:\n`).join("");
    const file = read("docker-compose.yml");

    expect(file).toMatch(settings);
    await expectGenerated(file.replace(settings, `$1${lines}`), "../docker-compose.yml");
  });
});

test("CHANGELOG.md has a section for this version, or for what is not released yet", () => {
  expect(read("CHANGELOG.md")).toMatch(new RegExp(`^## \\[(Unreleased|${packageJson.version})\\]`, "m"));
});

/** A path, in which * is any name. */
function isThere(path: string): boolean {
  return existsSync(new URL(`../${path.replace(/[^/]*\*.*$/, "")}`, import.meta.url));
}

/** Markdown files by path from the root. */
function filesIn(folder: string): string[] {
  const names = readdirSync(new URL(`../${folder}`, import.meta.url));
  return names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`);
}

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}

function empty(settings: object): Record<string, string> {
  return Object.fromEntries(Object.keys(settings).map((name) => [name, ""]));
}
