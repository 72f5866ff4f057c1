import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { createRedmine } from "../../src/redmine/client.ts";
import { failureOf } from "../../src/redmine/failure.ts";
import { path } from "../../src/redmine/path.ts";
import { createSend } from "../../src/redmine/send.ts";
import { testCredentials } from "../support/test-context.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
let close = () => {};
afterEach(() => close());

test.each([
  ["an answer in one-byte pieces", head, "1\r\n \r\n".repeat(10_000), "broken_off", 2],
  ["interim responses without an end", "", "HTTP/1.1 102 Processing\r\n\r\n".repeat(2_000), "unreachable", 2],
])(
  "%s: the connection is closed after some hundred",
  async (_, begin, again, because, most) => {
    let sent = 0;
    const { url, requests } = await answeringWith(async (socket) => {
      socket.write(begin);
      while (!socket.destroyed && sent < 100_000_000) {
        sent += again.length;
        if (!socket.write(again))
          await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => socket.destroy());
      }
    });
    const failure = await read(url).then(() => undefined, failureOf);

    expect(failure).toMatchObject({ reason: "unavailable", because, sent: "read" });
    expect(sent).toBeLessThan(20_000_000);
    expect(requests()).toBeLessThanOrEqual(most);
  },
  15_000,
);

test("an answer in pieces of a hundred bytes is read", async () => {
  const body = JSON.stringify({ text: "a".repeat(300_000) });
  const chunks = body.match(/.{1,100}/g)?.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`) ?? [];
  const { url } = await answeringWith(async (socket) => {
    socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${head}${chunks.join("")}0\r\n\r\n`);
  });

  expect(await read(url)).toEqual({ text: expect.stringMatching(/^a{300000}$/) });
});

/** A Redmine that answers its identity as it should, and everything else with these bytes. */
async function answeringWith(answer: (socket: Socket) => Promise<void>) {
  let count = 0;
  const account = JSON.stringify({ user: { id: 5 } });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (request) => {
      if (String(request).startsWith("GET /my/account.json")) {
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${account.length}\r\n\r\n${account}`,
        );
        return;
      }
      count += 1;
      answer(socket);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = () => server.close();
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, requests: () => count };
}

function read(url: string): Promise<unknown> {
  const redmine = createRedmine(createSend(url)).as(testCredentials());
  return redmine.get(path`issues/62.json`, z.unknown(), { what: "issue #62" });
}
