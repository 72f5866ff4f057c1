import { expect, test } from "vitest";
import { sameTitle, titleFault, wikiTitle } from "../../src/redmine/wiki.ts";

test.each(["v1.2", "a/b", "a,b", "a?b", "a;b", "a|b", "a:b"])(
  "%j cannot be a title: Redmine would save another page",
  (title) => {
    expect(titleFault(title)).toMatch(/^has a “.”/);
  },
);

test("empty and endless titles are refused", () => {
  expect(titleFault("  ")).toBe("is empty");
  expect(titleFault("x".repeat(256))).toBe("is longer than 255 characters");
});

test("a title takes the form Redmine gives it, which is never one of its routes", () => {
  expect(wikiTitle("release  notes ")).toBe("Release_notes");
  expect(wikiTitle("index")).toBe("Index");
  expect(wikiTitle("über uns")).toBe("Über_uns");
  expect(sameTitle("RELEASE notes", "Release_notes")).toBe(true);
});
