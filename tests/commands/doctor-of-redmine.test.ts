import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { examined } from "../support/examined.ts";
import { freePort } from "../support/world.ts";

/** What doctor says of a server that answers everything so. */
async function doctor(status: number, headers: Record<string, string>) {
  const server = createServer((_, response) => {
    response.sendDate = false;
    response.writeHead(status, headers).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const REDMINE_URL = `http://127.0.0.1:${port}/redmine`;
  return examined({
    REDMINE_URL,
    REDMINE_AUTH: "api-key",
    TOKEN_STORE_URL: "memory:",
    MCP_PORT: `${await freePort()}`,
  });
}

test("where nothing is, a path may be missing or be one too many", async () => {
  const { text } = await doctor(404, {});
  expect(text).toContain("Is a path such as /redmine missing in REDMINE_URL, or one too many?");
});

test("of a Redmine that does not tell the time nothing is said about clocks", async () => {
  const { text, wrong } = await doctor(401, { "www-authenticate": 'Basic realm="Redmine API"' });
  expect(text).toContain("its REST API is on");
  expect(text).not.toContain("Clock");
  expect(wrong).toEqual([]);
});
