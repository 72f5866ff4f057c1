import { connect, type Socket } from "node:net";

/** Where the server is, and for attacks of signed-in people their tokens. */
export interface Target {
  port: number;
  token: string;
  refreshToken: string;
  clientId: string;
}

/** Makes what an attack sends on each of its connections. */
interface Attack {
  connections: number;
  bytes(target: Target): string | Buffer;
  /** On all connections at once, when they have been open for a moment. */
  later?(socket: Socket, target: Target): void;
  /** Two seconds if left out. */
  lastsMs?: number;
  /** Takes no byte of the answers. */
  deaf?: boolean;
}

const formType = "Content-Type: application/x-www-form-urlencoded";
const post = (path: string, { port }: Target, headers: string[], body: string | Buffer = "") =>
  Buffer.concat([
    Buffer.from([`POST ${path} HTTP/1.1`, `Host: localhost:${port}`, ...headers, "", ""].join("\r\n")),
    Buffer.from(body),
  ]);
const form = (target: Target, body: string, path = "/oauth/token") =>
  post(path, target, [formType, `Content-Length: ${Buffer.byteLength(body)}`], body);
const call = (target: Target, body: string | Buffer, headers: string[] = []) =>
  post(
    "/mcp",
    target,
    [
      `Authorization: Bearer ${target.token}`,
      "Content-Type: application/json",
      "Accept: application/json, text/event-stream",
      ...(headers.length > 0 ? headers : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ],
    body,
  );
const names = (count: number) => Array.from({ length: count }, (_, index) => index.toString(36)).join("&");
const inPieces = (bytes: number) => `${"1\r\na\r\n".repeat(bytes)}0\r\n\r\n`;
const bigHeaders = Array.from({ length: 14 }, (_, index) => `X-${index}: ${"a".repeat(1_000)}`);
const meta = (inner: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"x":${inner}}}}`;
const toolCall = (name: string, args: object) =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } });
const upload = (text: string) => toolCall("upload_file", { filename: "a", text });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Field ${index}`, "a"]));

const unfinished = (at: Target) => post("/oauth/token", at, [formType, "Content-Length: 60001"], "a".repeat(60_000));
/** Attachments that hostile-documents.ts makes. */
export const documents = [901, 902, 903, 904, 905, 906, 907];
const readDocument = (id: number, at: Target) => call(at, toolCall("get_attachment", { attachment_id: id }));
const read = (id: number) => (at: Target) => call(at, toolCall("get_issue_details", { issue_id: id }));

export const strangers: Record<string, Attack> = {
  "forms of nine thousand names": { connections: 10, bytes: (at) => form(at, names(9_000)) },
  "one name three thousand times": { connections: 50, bytes: (at) => form(at, "resource=x&".repeat(2_900)) },
  "big headers and a body without its last byte": {
    connections: 2_800,
    bytes: (at) => post("/oauth/token", at, [formType, ...bigHeaders, "Content-Length: 30001"], "a".repeat(30_000)),
  },
  "idle connections": { connections: 4_000, bytes: () => "" },
  "requests for the home page, then half of each connection closed": {
    connections: 1_900,
    bytes: ({ port }) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
    later: (socket) => socket.end(),
  },
  "connections that all send after a moment": {
    connections: 1_900,
    bytes: () => "",
    later: (socket, at) => socket.write(unfinished(at)),
  },
  "connections that are all reset after a moment": {
    connections: 1_900,
    bytes: (at) => post("/oauth/token", at, [formType, "Content-Length: 30000"]),
    later: (socket) => socket.resetAndDestroy(),
  },
  "headers without an end": {
    connections: 4_000,
    bytes: ({ port }) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n${bigHeaders.join("\r\n")}`,
  },
  "bodies in one-byte pieces": {
    connections: 700,
    bytes: (at) => post("/oauth/token", at, [formType, "Transfer-Encoding: chunked"], inPieces(9_000)),
  },
  "one-byte pieces where no body is read": {
    connections: 700,
    bytes: (at) => post("/mcp", at, ["Transfer-Encoding: chunked"], inPieces(9_000)),
  },
  "one-byte pieces of a registration without an end": {
    connections: 700,
    bytes: (at) => post("/oauth/register", at, ["Transfer-Encoding: chunked"], "1\r\n[\r\n".repeat(9_000)),
  },
  "one-byte pieces to a page that does not exist": {
    connections: 700,
    bytes: (at) => post("/nothing", at, ["Transfer-Encoding: chunked"], inPieces(9_000)),
  },
  "a megabyte that nobody reads": {
    connections: 300,
    bytes: (at) => post("/mcp", at, ["Content-Length: 100000000"], "a".repeat(1_000_000)),
  },
  "pages that nobody takes": {
    connections: 100,
    deaf: true,
    bytes: ({ port }) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`.repeat(500),
  },
  "requests for health without waiting for answers": {
    connections: 100,
    bytes: ({ port }) => `GET /health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`.repeat(200),
  },
  "a thousand cookies": {
    connections: 100,
    bytes: ({ port }) =>
      `GET /connections HTTP/1.1\r\nHost: localhost:${port}\r\nCookie: ${"rmcp_signin_=a;".repeat(1_000)}\r\n\r\n`,
  },
  "a thousand parameters": {
    connections: 100,
    bytes: ({ port }) => `GET /oauth/authorize?${names(4_000)} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
  },
  "a thousand headers": {
    connections: 100,
    bytes: ({ port }) => `GET /mcp HTTP/1.1\r\nHost: localhost:${port}\r\n${"A:\r\n".repeat(1_900)}\r\n`,
  },
  "registrations of nothing but brackets": {
    connections: 50,
    bytes: (at) => post("/oauth/register", at, ["Content-Length: 30000"], "[".repeat(30_000)),
  },
  "registrations without waiting for answers": {
    connections: 100,
    bytes: (at) => {
      const client = JSON.stringify({ client_name: "A", redirect_uris: ["http://localhost:1/callback"] });
      const length = `Content-Length: ${client.length}`;
      return Buffer.concat(
        Array(50).fill(post("/oauth/register", at, ["Content-Type: application/json", length], client)),
      );
    },
  },
  "renewals of a token that is none": {
    connections: 500,
    bytes: (at) => form(at, `grant_type=refresh_token&client_id=a&refresh_token=${"a".repeat(43)}`),
  },
  "bearers that are none": {
    connections: 500,
    bytes: (at) => call({ ...at, token: "a".repeat(400) }, "{}"),
  },
};

export const signedIn: Record<string, Attack> = {
  "eight megabytes of small values": { connections: 3, bytes: (at) => call(at, meta(`[${"[],".repeat(2_700_000)}0]`)) },
  "a megabyte of small values": { connections: 50, bytes: (at) => call(at, meta(`[${"{},".repeat(330_000)}0]`)) },
  "nineteen thousand values": { connections: 100, bytes: (at) => call(at, meta(`[${"0,".repeat(19_000)}0]`)) },
  "a hundred thousand brackets": { connections: 50, bytes: (at) => call(at, meta("[".repeat(100_000))) },
  "a megabyte of text": { connections: 100, bytes: (at) => call(at, meta(`"${"é".repeat(500_000)}"`)) },
  "eight megabytes of text": { connections: 6, bytes: (at) => call(at, upload(`€${"a".repeat(8_000_000)}`)) },
  "notes of nine hundred kilobytes": {
    connections: 20,
    bytes: (at) => call(at, toolCall("update_issue", { issue_id: 60, notes: "é\u200d ".repeat(200_000) })),
  },
  "eight megabytes that are no upload": { connections: 6, bytes: (at) => call(at, meta(`"${"a".repeat(8_000_000)}"`)) },
  "a megabyte in one-byte pieces": {
    connections: 100,
    bytes: (at) => call(at, inPieces(170_000), ["Transfer-Encoding: chunked"]),
  },
  "three hundred calls at once": {
    connections: 300,
    bytes: (at) => call(at, toolCall("get_issue_details", { issue_id: 61 })),
  },
  "calls of four thousand custom fields": {
    connections: 6,
    bytes: (at) => call(at, toolCall("update_issue", { issue_id: 61, custom_fields: many(4_500) })),
  },
  "calls of four thousand unknown parameters": {
    connections: 6,
    bytes: (at) => call(at, toolCall("update_issue", { issue_id: 61, ...many(4_500) })),
  },
  "connections of one person that all send after a moment": {
    connections: 1_900,
    bytes: (at) => call(at, '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}'),
    later: (socket, at) => socket.write(call(at, "a".repeat(60_000), ["Content-Length: 60001"])),
  },
  "a refresh token that is used two hundred times": {
    connections: 200,
    bytes: (at) => form(at, `grant_type=refresh_token&client_id=${at.clientId}&refresh_token=${at.refreshToken}`),
  },
  "the form of an issue of twenty megabytes": {
    connections: 8,
    bytes: (at) => call(at, toolCall("update_issue", { issue_id: 62, custom_fields: { Nowhere: "a" } })),
  },
  "an issue of fifty thousand notes": { connections: 3, bytes: read(55) },
  "an issue of four million invisible characters": { connections: 3, bytes: read(56) },
  "long answers of Redmine without an end": { connections: 16, bytes: read(57) },
  "long answers of Redmine": { connections: 16, bytes: read(58) },
  "a wiki page of a hundred thousand macros": {
    connections: 6,
    bytes: (at) => call(at, toolCall("get_wiki_page", { project_id: "alpha", title: "Macros" })),
  },
  "a search of thirty thousand results": {
    connections: 6,
    bytes: (at) => call(at, toolCall("search_redmine", { query: "bug" })),
  },
  "documents that cost much to read": {
    connections: 2,
    lastsMs: 10_000,
    bytes: (at) => Buffer.concat(documents.map((id) => readDocument(id, at))),
  },
  "calls without their last byte": {
    connections: 1_500,
    bytes: (at) => call(at, "a".repeat(60_000), ["Content-Length: 60001"]),
  },
};

const momentMs = 700;

/** Sends it all at once on as many connections, and keeps them open. */
export async function launch({ connections, bytes, later, deaf = false }: Attack, target: Target): Promise<Socket[]> {
  const payload = bytes(target);
  const opening = Array.from({ length: connections }, () => open(target.port, payload, deaf));
  const sockets = (await Promise.all(opening)).filter((socket) => socket !== undefined);
  if (later) {
    setTimeout(() => {
      for (const socket of sockets) if (!socket.destroyed) later(socket, target);
    }, momentMs);
  }
  return sockets;
}

function open(port: number, payload: string | Buffer, deaf: boolean): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(payload);
      resolve(socket);
    });
    if (!deaf) socket.resume();
    socket.on("error", () => resolve(undefined));
  });
}
