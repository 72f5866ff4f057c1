import { expect, test } from "vitest";
import { namespaces } from "../../src/auth/records.ts";
import { sourceFiles } from "../support/source-imports.ts";

test("every namespace that the code uses is listed, and no other", () => {
  const used = sourceFiles("src")
    .filter(({ path }) => path.startsWith("src/auth/"))
    .flatMap(({ text }) => [...text.matchAll(/\bstore\s*\.\s*(?:get|set|add|replace|delete|keys)\(\s*"([a-z_-]+)"/g)])
    .map(([, name = ""]) => name);

  // tokens and codes are read and written under the name of their kind
  expect([...new Set([...used, "access", "refresh"])].sort()).toEqual(Object.keys(namespaces).sort());
});
