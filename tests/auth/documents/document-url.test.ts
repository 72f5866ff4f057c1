import { expect, test } from "vitest";
import { documentUrlOf } from "../../../src/auth/clients.ts";

test.each([
  "https://client.example/oauth/client.json",
  "https://client.example/c",
  "https://client.example/c/",
  "https://client.example/c?v=2",
  "https://xn--bcher-kva.example/client.json",
])("%s names a metadata document", (id) => {
  expect(documentUrlOf(id)?.href).toBe(id);
});

test.each([
  ["plain http", "http://client.example/c"],
  ["no path", "https://client.example"],
  ["only a slash", "https://client.example/"],
  ["a fragment", "https://client.example/c#x"],
  ["an empty fragment", "https://client.example/c#"],
  ["a user", "https://user@client.example/c"],
  ["a user and a password", "https://claude.ai:x@client.example/c"],
  ["a single dot", "https://client.example/./c"],
  ["a double dot", "https://client.example/a/../c"],
  ["an encoded double dot", "https://client.example/a/%2e%2E/c"],
  ["a dot at the end", "https://client.example/a/.."],
  ["another port", "https://client.example:8443/c"],
  ["the port spelled out", "https://client.example:443/c"],
  ["upper case", "https://Client.example/c"],
  ["a backslash", "https://client.example\\c"],
  ["a space", "https://client.example/c d"],
  ["a line break", "https://client.example/c\n"],
  ["an address", "https://127.0.0.1/c"],
  ["an address in decimal", "https://2130706433/c"],
  ["an address in hex", "https://0x7f.1/c"],
  ["an IPv6 address", "https://[::1]/c"],
  ["a name without a dot", "https://localhost/c"],
  ["a dot after the name", "https://client.example./c"],
  ["letters outside ASCII", "https://bücher.example/c"],
  ["too long", `https://client.example/${"c".repeat(500)}`],
  ["a registration", "dcr.e30"],
  ["nothing", ""],
])("%s is none", (_, id) => {
  expect(documentUrlOf(id)).toBeUndefined();
});
