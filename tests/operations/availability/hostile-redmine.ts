import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

// In front of the sample Redmine, in a process of its own: some records are as large as a plugin, a robot or a stranger in between
// could make them. All else passes through.

const [port, target] = process.argv.slice(2);
if (!port || !target) throw new Error("started by availability.test.ts");
const asked = new Set<string>();

/** By the path, with 0 for any number in that of a page; `original` gives what the sample answers. */
const answers: Record<string, (original: () => Promise<string>) => Promise<string> | string> = {
  "/issues/0.html": () => `<html><body><form id="issue-form">${"<input name='a'>".repeat(1_300_000)}`,
  "/issues/55.json": (original) => withMore(original, { journals: Array.from({ length: 50_000 }, note) }),
  "/issues/56.json": (original) => withMore(original, { description: "a\u200d".repeat(1_900_000) }),
  "/issues/57.json": (original) => withMore(original, { more: "a".repeat(2_400_000) }),
  "/issues/58.json": (original) => withMore(original, { more: "a".repeat(7_000_000) }),
  "/projects/1/wiki/Macros.json": () =>
    JSON.stringify({
      wiki_page: {
        title: "Macros",
        text: "{{include(Page)}} {{toc}} {{child_pages(a, depth=2)}} ".repeat(40_000),
        version: 1,
        author: { id: 1, name: "A" },
        comments: "",
        created_on: "2026-01-01T00:00:00Z",
        updated_on: "2026-01-01T00:00:00Z",
      },
    }),
  "/search.json": () =>
    JSON.stringify({ results: Array.from({ length: 30_000 }, result), total_count: 30_000, offset: 0, limit: 100 }),
};
const slowly = new Set(["/issues/57.json"]);
const made = new Map<string, Promise<Buffer>>();

createServer((incoming, response) => {
  const path = new URL(incoming.url ?? "/", "http://localhost").pathname.replace(/\d+(?=\.html$)/, "0");
  const answer = answers[path];
  if (!answer) return passOn(incoming, response);
  asked.add(path);
  const body = made.get(path) ?? Promise.resolve(answer(() => textOf(incoming))).then(Buffer.from);
  made.set(path, body);
  void body.then((bytes) => send(response, path, bytes));
}).listen(Number(port), "127.0.0.1", () => process.send?.("listening"));
process.on("message", () => process.send?.(Object.keys(answers).filter((path) => !asked.has(path))));
process.on("disconnect", () => process.exit());

function send(response: ServerResponse, path: string, bytes: Buffer): void {
  response.writeHead(200, { "Content-Type": path.endsWith(".html") ? "text/html" : "application/json" });
  if (!slowly.has(path)) return void response.end(bytes);
  const half = bytes.length / 2;
  response.write(bytes.subarray(0, half)); // more than a megabyte, and then a little at a time
  let at = half;
  const more = setInterval(() => {
    if (response.destroyed) return clearInterval(more);
    response.write(bytes.subarray(at, at + 10_000));
    at += 10_000;
  }, 100);
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

function textOf({ url, headers }: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${target}${url}`, { headers: { ...headers, connection: "close" } }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()).toString());
    })
      .on("error", reject)
      .end();
  });
}

async function withMore(original: () => Promise<string>, more: object): Promise<string> {
  const { issue } = JSON.parse(await original());
  return JSON.stringify({ issue: { ...issue, ...more } });
}

function note(_: unknown, index: number) {
  const time = "2026-03-23T23:00:00Z";
  return { id: index + 1, user: { id: 5, name: "A" }, notes: "n", created_on: time, private_notes: false, details: [] };
}

function result(_: unknown, id: number) {
  const title = `Bug #${id}: ${"(".repeat(30)}`;
  return {
    id,
    title,
    type: "issue",
    url: "http://redmine.test/issues/1",
    description: "a",
    datetime: "2026-01-01T00:00:00Z",
  };
}
