import { once } from "node:events";
import { createServer } from "node:http";

/** One span as it came in, ids in hex. */
export interface CollectedSpan {
  name: string;
  trace: string;
  id: string;
  parent: string;
  kind: number;
  /** 2 is an error. */
  status: number;
  attributes: Record<string, string | number>;
  /** Of the process it is from. */
  service: Record<string, string | number>;
}

export interface Collector {
  url: string;
  spans: CollectedSpan[];
  /** All that came in, to look for what should not. */
  raw: Buffer[];
  stop(): Promise<void>;
}

/** An OpenTelemetry collector for traces, OTLP over HTTP in protobuf. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const raw: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    raw.push(body);
    if (request.url === "/v1/traces") spans.push(...spansOf(body));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === "object" && address?.port}`,
    spans,
    raw,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

// opentelemetry-proto: ExportTraceServiceRequest 1 → ResourceSpans 1 resource, 2 → ScopeSpans 2 → Span
function spansOf(body: Buffer): CollectedSpan[] {
  return messages(body, 1).flatMap((resourceSpans) => {
    const service = Object.assign({}, ...messages(resourceSpans, 1).map((resource) => attributesOf(resource, 1)));
    return messages(resourceSpans, 2)
      .flatMap((scopeSpans) => messages(scopeSpans, 2))
      .map((span) => ({
        name: text(span, 5),
        trace: messages(span, 1)[0]?.toString("hex") ?? "",
        id: messages(span, 2)[0]?.toString("hex") ?? "",
        parent: messages(span, 4)[0]?.toString("hex") ?? "",
        kind: number(span, 6),
        status: messages(span, 15).map((status) => number(status, 3))[0] ?? 0,
        attributes: attributesOf(span, 9),
        service,
      }));
  });
}

function attributesOf(message: Buffer, field: number): Record<string, string | number> {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const value = messages(pair, 2)[0] ?? Buffer.alloc(0);
      return [text(pair, 1), messages(value, 1).length > 0 ? text(value, 1) : number(value, 3)];
    }),
  );
}

const messages = (message: Buffer, field: number): Buffer[] =>
  fields(message).flatMap(([at, value]) => (at === field && typeof value !== "number" ? [value] : []));
const text = (message: Buffer, field: number): string => messages(message, field)[0]?.toString("utf8") ?? "";
const number = (message: Buffer, field: number): number =>
  fields(message).flatMap(([at, value]) => (at === field && typeof value === "number" ? [value] : []))[0] ?? 0;

/** The wire format: a tag, then a varint, eight, four or as many bytes as a varint says. */
function fields(message: Buffer): [field: number, value: Buffer | number][] {
  const found: [number, Buffer | number][] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number) => {
    at += length;
    return message.subarray(at - length, at);
  };

  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    const value = wire === 0 ? varint() : bytes(wire === 2 ? varint() : wire === 1 ? 8 : 4);
    found.push([(tag - wire) / 8, value]);
  }
  return found;
}
