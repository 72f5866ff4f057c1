import { expect, test } from "vitest";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";

test("a read of a few named issues does not wait for somebody else's page", async () => {
  const page = Promise.withResolvers<Response>();
  const send = createSend("http://redmine.test", async (input, init) => {
    const { pathname } = new URL(new Request(input, init).url);
    return pathname.endsWith(".html") ? page.promise : Response.json({ text: "a".repeat(60_000) });
  });
  const read = (person: number, issues: string, limit: number) =>
    send({ method: "GET", path: path`issues.json`, query: { issue_id: issues, limit }, person });
  await read(1, "5", 1); // long, so that other reads of this path count as heavy
  const slow = send({ method: "GET", path: path`issues.html`, person: 1 });
  const many = read(2, Array.from({ length: 100 }, (_, id) => id + 1).join(","), 100).then(() => "after the page");

  expect((await read(2, "1,4,2,3", 100)).status).toBe(200);
  page.resolve(new Response("<html></html>"));
  await slow;
  expect(await many).toBe("after the page");
}, 10_000);
