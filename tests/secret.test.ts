import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../src/secret.ts";

const secret = new Secret("s3cr3t-value");

test("reveal is the one way to the value", () => {
  expect(secret.reveal()).toBe("s3cr3t-value");
});

test.each([
  ["a template", `${secret}`],
  ["string addition", "".concat(String(secret))],
  ["JSON", JSON.stringify({ secret })],
  ["console formatting", format("%s %o %j %O", secret, secret, secret, secret)],
  ["deep inspection with hidden properties", inspect({ a: { b: secret } }, { showHidden: true, depth: 9 })],
  ["a spread copy", JSON.stringify({ ...secret })],
  ["an error message", new Error(`bad ${secret}`).message],
])("%s does not show it", (_way, text) => {
  expect(text).not.toContain("s3cr3t-value");
});
