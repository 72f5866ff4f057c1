import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { documents } from "./hostile-documents.ts";

// In front of the sample Redmine, in a process of its own: some records are as large as a plugin, a robot or a stranger in between
// could make them. All else passes through.

const [port, target] = process.argv.slice(2);
if (!port || !target) throw new Error("started by availability.test.ts");
const asked = new Set<string>();

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const list = (count: number, one: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => one(index));
const time = "2026-03-23T23:00:00Z";
const person = { id: 5, name: "A" };

/** By the path, with 0 for any number in that of a page. Made before anything is asked: who asks next has to wait for nothing. */
const bodies: Record<string, Buffer> = {
  "/issues/0.html": Buffer.from(`<html><body><form id="issue-form">${"<input name='a'>".repeat(1_300_000)}`),
  "/projects/1/wiki/Macros.json": json({
    wiki_page: {
      title: "Macros",
      text: "{{include(Page)}} {{toc}} {{child_pages(a, depth=2)}} ".repeat(40_000),
      version: 1,
      author: person,
      comments: "",
      created_on: time,
      updated_on: time,
    },
  }),
  "/search.json": json({
    results: list(30_000, (id) => ({
      id,
      title: `Bug #${id}: ${"(".repeat(30)}`,
      type: "issue",
      url: "http://redmine.test/issues/1",
      description: "a",
      datetime: time,
    })),
    total_count: 30_000,
    offset: 0,
    limit: 100,
  }),
};
for (const [id, bytes] of Object.entries(documents)) {
  const attachment = { id: Number(id), filename: "a", filesize: bytes.length, author: person, created_on: time };
  bodies[`/attachments/${id}.json`] = json({ attachment });
  bodies[`/attachments/download/${id}`] = Buffer.from(bytes);
}
/** What an issue has besides what the sample says of it. */
const parts: Record<string, Buffer> = {
  "/issues/55.json": json({
    journals: list(50_000, (id) => ({
      id,
      user: person,
      notes: "n",
      created_on: time,
      private_notes: false,
      details: [],
    })),
  }),
  "/issues/56.json": json({ description: "a\u200d".repeat(1_900_000) }),
  "/issues/57.json": json({ more: "a".repeat(2_400_000) }),
  "/issues/58.json": json({ more: "a".repeat(7_000_000) }),
};
const endless = "/issues/57.json"; // of which more than a megabyte comes, and then no more

createServer(async (incoming, response) => {
  const path = new URL(incoming.url ?? "/", "http://localhost").pathname.replace(/\d+(?=\.html$)/, "0");
  const body = bodies[path];
  const part = parts[path];
  if (!body && !part) return passOn(incoming, response);
  asked.add(path);
  if (body) return send(response, path, [body]);
  if (!part) return;
  const original = await answerOf(incoming);
  send(response, path, [original.subarray(0, -2), Buffer.from(","), part.subarray(1, -1), Buffer.from("}}")]);
}).listen(Number(port), "127.0.0.1", () => process.send?.("listening"));
process.on("message", () => process.send?.(Object.keys({ ...bodies, ...parts }).filter((path) => !asked.has(path))));
process.on("disconnect", () => process.exit());

function send(response: ServerResponse, path: string, pieces: Buffer[]): void {
  response.writeHead(200, { "Content-Type": path.endsWith(".html") ? "text/html" : "application/json" });
  if (path === endless) return void response.write(Buffer.concat(pieces).subarray(0, 1_200_000));
  for (const piece of pieces) response.write(piece);
  response.end();
}

function passOn(incoming: IncomingMessage, response: ServerResponse): void {
  const onward = request(
    `${target}${incoming.url}`,
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

function answerOf({ url, headers }: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    request(`${target}${url}`, { headers: { ...headers, connection: "close" } }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()));
    })
      .on("error", reject)
      .end();
  });
}
