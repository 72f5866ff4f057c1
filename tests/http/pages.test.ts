import { createHash } from "node:crypto";
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";
import { describe, expect, test } from "vitest";
import { adminExtras } from "../../src/http/pages/admin.ts";
import { homeExtras } from "../../src/http/pages/home.ts";
import { languages, preferred } from "../../src/http/pages/language.ts";
import { contentSecurityPolicy, policyFor } from "../../src/http/pages/layout.ts";
import { messagesIn } from "../../src/http/pages/messages.ts";
import { colours } from "../../src/http/pages/style.ts";
import { base, everyPage, hostileName } from "../support/every-page.ts";

type Element = DefaultTreeAdapterTypes.Element;

const pages = [...(await everyPage())];
const en = messagesIn("en");

function elementsOf(html: string): Element[] {
  const walk = (node: DefaultTreeAdapterTypes.Node): Element[] => {
    const own = defaultTreeAdapter.isElementNode(node) ? [node] : [];
    return [...own, ...("childNodes" in node ? node.childNodes.flatMap(walk) : [])];
  };
  return walk(parse(html));
}

const attribute = (element: Element, name: string) => element.attrs.find((each) => each.name === name)?.value;
const named = (elements: readonly Element[], ...names: string[]) =>
  elements.filter(({ tagName }) => names.includes(tagName));

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

describe.each(pages)("%s", (name, html) => {
  const elements = elementsOf(html);
  const extras = name.startsWith("home") ? homeExtras : name.startsWith("admin") ? adminExtras : undefined;
  const policy = extras ? policyFor(extras) : contentSecurityPolicy;

  test("has a language, a title, one main part and one heading above all others", () => {
    expect(attribute(named(elements, "html")[0] as Element, "lang")).toBe("en");
    expect(textOf(named(elements, "title")[0] as Element)).not.toBe("");
    expect(named(elements, "main")).toHaveLength(1);
    expect(named(elements, "h1")).toHaveLength(1);
  });

  test("asks nobody for anything, and can be used at any zoom", () => {
    expect(named(elements, "iframe", "object", "embed", "img", "base")).toEqual([]);
    expect(named(elements, "script").filter((script) => attribute(script, "src") !== undefined)).toEqual([]);
    expect(
      elements.flatMap(({ attrs }) => attrs).filter(({ name }) => name.startsWith("on") || name === "style"),
    ).toEqual([]);
    expect(named(elements, "link").map((link) => attribute(link, "href"))).toEqual([
      expect.stringMatching(/^https?:\/\/[^/]+\/favicon\.svg$/),
    ]);
    const viewport = named(elements, "meta").find((meta) => attribute(meta, "name") === "viewport");
    expect(attribute(viewport as Element, "content")).toBe("width=device-width, initial-scale=1");
  });

  test("has exactly the styles and scripts that its policy allows", () => {
    const hashes = named(elements, "style", "script").map((element) =>
      createHash("sha256").update(textOf(element)).digest("base64"),
    );
    expect([...policy.matchAll(/'sha256-([^']+)'/g)].map(([, hash]) => hash)).toEqual(hashes);
  });

  test("names every control, once", () => {
    const ids = elements.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const labels = named(elements, "label");
    for (const input of named(elements, "input")) {
      if (attribute(input, "type") === "hidden") continue;
      const wrapped = labels.some((label) => elementsInside(label).includes(input));
      const pointed = labels.some((label) => attribute(label, "for") === attribute(input, "id"));
      expect(wrapped || pointed).toBe(true);
    }
    for (const button of named(elements, "button", "a", "summary")) expect(textOf(button).trim()).not.toBe("");
  });

  test("sends forms to us, as POST", () => {
    for (const form of named(elements, "form")) {
      expect(attribute(form, "method")).toBe("post");
      expect(attribute(form, "action")).toMatch(new RegExp(`^${base}/`));
    }
  });
});

function elementsInside(element: Element): Element[] {
  return element.childNodes.flatMap((child) =>
    defaultTreeAdapter.isElementNode(child) ? [child, ...elementsInside(child)] : [],
  );
}

const leavesOf = (table: object): [string, string][] =>
  Object.entries(table).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[key, value] as [string, string]]
      : leavesOf(value).map(([inner, text]) => [`${key}.${inner}`, text] as [string, string]),
  );
const marksIn = (text: string) => [...text.matchAll(/\{\w+\}|\*\*/g)].map(([mark]) => mark).sort();

describe.each(Object.entries(languages))("in %s", (tag, { messages, name }) => {
  const table = new Map(leavesOf(messages));

  test("no sentence is missing, empty, left in English, or without what is filled in", () => {
    for (const [key, english] of leavesOf(en)) {
      const text = table.get(key) ?? "";
      expect(text, key).not.toBe("");
      expect(marksIn(text), `${key}: ${text}`).toEqual(marksIn(english));
      const isWords = english.replace(/\{\w+\}/g, "").trim().length > 12;
      if (tag !== "en" && isWords) expect(text, key).not.toBe(english);
    }
    expect(table.size).toBe(leavesOf(en).length);
  });

  test("quotation marks are those of the language and stand in pairs", () => {
    const used = [...table.values()].join("").match(/[“”„«»「」"]/g) ?? [];
    const own = new Set(messages.quotes.replace(/\s/g, ""));
    expect(used.filter((mark) => !own.has(mark))).toEqual([]);
    expect(messages.quotes.length % 2).toBe(0);
  });

  test("every page is said to be in it, offers the others, and leaves nothing unfilled", async () => {
    for (const [page, html] of await everyPage(tag)) {
      expect(html).toContain(`<html lang="${tag}">`);
      expect(html, page).toContain(`aria-current="true">${name}<`);
      const shown = html.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>|<code[\s\S]*?<\/code>/g, "");
      expect(shown, page).not.toMatch(/\{\w+\}|\*\*|undefined/);
    }
  });
});

test.each([
  ["de-CH, fr;q=0.9", "de"],
  ["fr;q=0.5, it;q=0.8, *", "it"],
  ["zh-TW, zh-CN;q=0.8", "zh-Hans"],
  ["zh-Hant", undefined],
  ["pt", "pt-BR"],
  ["JA-jp", "ja"],
  ["nl, ru;q=0, pl;q=0.1", "pl"],
  ["", undefined],
  ["de;q=x, es;q=0.2", "es"],
  ["__proto__, constructor, en-US", "en"],
  [`${"xx,".repeat(100_000)}de`, undefined],
])("Accept-Language %.40s is answered in %s", (header, tag) => {
  expect(preferred(header)).toBe(tag);
});

describe("what is said", () => {
  const html = (name: string) => pages.find(([each]) => each === name)?.[1] ?? "";
  const text = (name: string) =>
    named(elementsOf(html(name)), "main")
      .map(textOf)
      .join("")
      .replace(/\s+/g, " ");

  test("a name that a client gave itself is text, whatever it says", () => {
    expect(text("consent hostile")).toContain(hostileName.slice(0, 20));
    expect(text("connections many")).toContain(hostileName.slice(0, 20));
  });

  test("consent names client, Redmine, this server, redirect host and scopes, and a program on the person's computer", () => {
    expect(text("consent verified")).toMatch(
      /Claude.*Brightwater Ferries.*redmine\.example\.com\/sub.*belongs to claude\.ai.*Returns you to claude\.ai/,
    );
    expect(text("consent verified")).toMatch(/Read and change.*Read only.*mcp\.example\.com.*revoke.*Your connections/);
    expect(text("consent verified")).not.toContain("your own computer");
    expect(text("consent unverified")).toMatch(
      /unverified.*chose this name itself.*localhost:43210.*your own computer/,
    );
    expect(text("consent nameless")).toContain("gave no name");
    expect(text("consent read only")).toContain("It cannot change anything.");
    expect(text("consent read only")).not.toContain("Read and change");
  });

  test("a person's connections say whose they are, and lead to the front page", () => {
    expect(text("connections one")).toContain("Signed in as Alice Archer.");
    expect(text("connections nameless")).toContain("Signed in as Redmine user 5.");
    expect(text("connections signed out")).not.toContain("Signed in as");
    for (const name of ["one", "signed out", "signed out, with a key"]) {
      expect(html(`connections ${name}`)).toContain(`<a href="${base}/">`);
    }
  });

  test("every problem says what happened and what to do, in sentences", () => {
    for (const { title, what, next } of Object.values(en.problems)) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(next).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("who can do something about it finds the request in the log; others are spared it", () => {
    expect(text("problem redmine_down")).toContain("request r-1");
    expect(text("problem expired")).not.toContain("r-1");
  });

  test("the first button is the way on, and Enter takes it", () => {
    const [first, second] = named(elementsOf(html("consent verified")), "button");
    expect([first, second].map((button) => attribute(button as Element, "value"))).toEqual(["allow", "deny"]);
  });
});

describe("colours (WCAG 2.2, 1.4.3 and 1.4.11)", () => {
  const pairs = [
    ["text", "card", 4.5],
    ["text", "page", 4.5],
    ["soft", "card", 4.5],
    ["on-strong", "strong", 4.5],
    ["on-strong", "strong-hover", 4.5],
    ["warn-text", "warn", 4.5],
    ["good-text", "good", 4.5],
    ["control", "card", 3],
    ["strong", "card", 3],
    ["focus", "card", 3],
  ] as const;

  test.each((["light", "dark"] as const).flatMap((scheme) => pairs.map((pair) => [scheme, ...pair] as const)))(
    "%s: %s on %s is at least %d to 1",
    (scheme, front, ground, least) => {
      expect(contrast(colours[scheme][front], colours[scheme][ground])).toBeGreaterThanOrEqual(least);
    },
  );
});

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
