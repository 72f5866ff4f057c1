import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { documentFetcher, type FetchDocument } from "../../../src/auth/client-metadata/fetch-document.ts";
import { documentServer, sendJson } from "../../support/document-server.ts";
import { loopbackCertificate } from "../../support/loopback-certificate.ts";

const url = new URL("https://client.example/client.json?v=1");
const patience = () => AbortSignal.timeout(10_000);
const get = (fetch: FetchDocument, signal = patience()) => fetch(url, ["127.0.0.1"], signal);

test("connects to the address it is given and looks no name up, with the name for TLS and Host", async () => {
  let host: string | undefined;
  const server = await documentServer((request, response) => {
    host = request.headers.host;
    sendJson(response, { a: 1 }, { "Cache-Control": "max-age=300", Age: "10" });
  });

  // client.example exists nowhere: had it been looked up, there would be no answer
  const answer = await get(server.fetch);

  expect(answer).toEqual({
    status: 200,
    contentType: "application/json",
    cacheControl: "max-age=300",
    age: "10",
    body: '{"a":1}',
  });
  expect(host).toBe(`client.example:${server.port}`);
  expect(server.requests).toEqual(["/client.json?v=1"]);
});

test("a certificate for another name ends the connection before anything is asked", async () => {
  const server = await documentServer((_, response) => sendJson(response, {}));
  const strict = documentFetcher({ port: server.port, ca: loopbackCertificate.cert });

  await expect(get(strict)).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  expect(server.requests).toEqual([]);
});

test("a certificate that nobody vouches for ends it too", async () => {
  const server = await documentServer((_, response) => sendJson(response, {}));
  const strict = documentFetcher({ port: server.port, checkServerIdentity: () => undefined });

  await expect(get(strict)).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(server.requests).toEqual([]);
});

test("a redirect is an answer, not a way on", async () => {
  const server = await documentServer((_, response) => {
    response.writeHead(302, { Location: `https://client.example/elsewhere` }).end();
  });

  expect(await get(server.fetch)).toMatchObject({ status: 302, body: "" });
  expect(server.requests).toHaveLength(1);
});

test("reading stops at 5 kB, whatever length was announced", async () => {
  let written = 0;
  const endless = Buffer.alloc(1024, " ");
  const server = await documentServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const pour = setInterval(() => {
      written += 1;
      response.write(endless);
    }, 1);
    response.on("close", () => clearInterval(pour));
  });

  expect((await get(server.fetch)).body).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const soon = written;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toBe(soon); // the connection is closed
});

test("a host that sends interim responses without an end is left", async () => {
  let written = 0;
  const interim = "HTTP/1.1 102 Processing\r\n\r\n".repeat(100);
  const server = await documentServer((_, response) => {
    const { socket } = response;
    const pour = setInterval(() => {
      written += 1;
      socket?.write(interim);
    }, 1);
    response.on("close", () => clearInterval(pour));
  });

  await expect(get(server.fetch)).rejects.toThrow("too many interim responses");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const soon = written;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toBe(soon);
});

test("a few interim responses before the document are passed over", async () => {
  const server = await documentServer((_, response) => {
    for (let count = 0; count < 5; count += 1) response.writeProcessing();
    sendJson(response, { a: 1 });
  });
  expect((await get(server.fetch)).body).toBe('{"a":1}');
});

test("a document of exactly 5 kB is read", async () => {
  const server = await documentServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(" ".repeat(5120));
  });

  expect((await get(server.fetch)).body).toHaveLength(5120);
});

test("a compressed answer is refused: five kilobytes can unfold to five megabytes", async () => {
  const server = await documentServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" });
    response.end(gzipSync(" ".repeat(5_000_000)));
  });

  await expect(get(server.fetch)).rejects.toThrow("compressed");
});

test("an answer that is cut off in the middle is none", async () => {
  const server = await documentServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" });
    response.write('{"client_id":');
    setTimeout(() => response.destroy(), 20);
  });

  await expect(get(server.fetch)).rejects.toThrow();
});

test("a host that sends a byte now and then is left at the deadline", async () => {
  const server = await documentServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const drip = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(drip));
  });

  const began = performance.now();
  await expect(get(server.fetch, AbortSignal.timeout(300))).rejects.toThrow();
  expect(performance.now() - began).toBeLessThan(3_000);
});
