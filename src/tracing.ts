import type { Attributes, Span, SpanContext } from "@opentelemetry/api";
import type { Log } from "./log.ts";
import type { CallReport } from "./protocol/front.ts";
import type { Exchange } from "./redmine/instrumented-send.ts";
import { version } from "./version.ts";

/** Spans for OpenTelemetry, with the names of its conventions for MCP and HTTP: words of ours and numbers, as in the log. */
export interface Tracing {
  /** A call that a client makes. `parent`: its traceparent, if it sent one. */
  call(method: string, parent: string | undefined): OpenSpan<CallReport & { user: number; request: string }>;
  /** A request to Redmine. */
  redmine(about: Pick<Exchange, "method" | "area">, parent: string | undefined): OpenSpan<Exchange>;
  /** Sends what is left, for a second at most. */
  stop(): Promise<void>;
}

export interface OpenSpan<T> {
  /** What the next one down the line is told. */
  readonly traceparent: string;
  end(about: T): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

const lastExportMs = 1_000;
const mostWarnings = 60_000; // ms between two

/**
 * By OpenTelemetry's standard environment variables; undefined, and nothing is loaded, where none names an endpoint.
 * Endpoint, headers, certificates and the like are read by its own exporter, from the environment of the process.
 */
export async function createTracing(env: Environment, redmineUrl: string, log: Log): Promise<Tracing | undefined> {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const off = env.OTEL_SDK_DISABLED?.toLowerCase() === "true" || env.OTEL_TRACES_EXPORTER === "none";
  if (!endpoint || off) return undefined;
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
    log.warn({ event: "traces_off", because: "the endpoint is no http or https URL" }); // its exporter would send elsewhere, or fail later
    return undefined;
  }

  const { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace, provider } = await load(env, log);
  const redmine = new URL(redmineUrl);
  const tracer = provider.getTracer("redmine-fastmcp", version);

  function open(name: string, kind: number, parent: string | undefined): { span: Span; traceparent: string } {
    const above = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));
    const span = tracer.startSpan(name, { kind }, above);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return { span, traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}` };
  }
  function close(span: Span, attributes: Attributes, error: string | undefined): void {
    span.setAttributes({ ...attributes, ...(error !== undefined && { "error.type": error }) });
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  return {
    call: (method, parent) => {
      const { span, traceparent } = open(method, SpanKind.SERVER, parent);
      return {
        traceparent,
        end: ({ kind, name, outcome, user, request }) => {
          if (kind !== "resource") span.updateName(`${method} ${name}`);
          const attributes = {
            "mcp.method.name": method,
            ...(kind === "tool" && { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name }),
            ...(kind === "prompt" && { "gen_ai.prompt.name": name }),
            "user.id": String(user),
            "redmine_fastmcp.request": request, // as in the log
          };
          close(span, attributes, outcome === "ok" ? undefined : outcome);
        },
      };
    },

    redmine: ({ method, area }, parent) => {
      const { span, traceparent } = open(`${method} ${area}`, SpanKind.CLIENT, parent);
      return {
        traceparent,
        end: ({ status, failure }) => {
          const attributes = {
            "http.request.method": method,
            "server.address": redmine.hostname,
            ...(status !== undefined && { "http.response.status_code": status }),
          };
          const error =
            status === undefined ? (failure?.reason ?? "fault") : status >= 400 ? String(status) : undefined;
          close(span, attributes, error);
        },
      };
    },

    stop: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, lastExportMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

async function load(env: Environment, log: Log) {
  const { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace } = await import("@opentelemetry/api");
  const sdk = await import("@opentelemetry/sdk-trace");
  const resources = await import("@opentelemetry/resources");
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");

  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf";
  if (protocol !== "http/protobuf") log.warn({ event: "traces_protocol", because: "only http/protobuf is spoken" });

  const own = resources.resourceFromAttributes({ "service.name": "redmine-fastmcp", "service.version": version });
  const fromEnvironment = resources.detectResources({
    detectors: [resources.resourceAttributesEnvDetector, resources.serviceNameEnvDetector],
  });
  const exporter = new OTLPTraceExporter();
  let warned = Number.NEGATIVE_INFINITY;
  const provider = new sdk.TracerProvider({
    sampler: samplerOf(env, sdk),
    resource: own.merge(fromEnvironment),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: {
          export: (spans, done) =>
            exporter.export(spans, (result) => {
              const now = performance.now();
              if (result.error && now - warned > mostWarnings) {
                warned = now;
                log.warn({ event: "traces_lost", spans: spans.length, error: result.error });
              }
              done(result);
            }),
          shutdown: () => exporter.shutdown(),
        },
      }),
    ],
  });
  return { SpanKind, SpanStatusCode, ROOT_CONTEXT, trace, provider };
}

/** OTEL_TRACES_SAMPLER and its argument, which this SDK leaves to its users. */
function samplerOf(env: Environment, sdk: typeof import("@opentelemetry/sdk-trace")) {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = sdk;
  const ratio = Number(env.OTEL_TRACES_SAMPLER_ARG || "1");
  const name = env.OTEL_TRACES_SAMPLER || "parentbased_always_on";
  const root = name.endsWith("always_off")
    ? new AlwaysOffSampler()
    : name.endsWith("traceidratio")
      ? new TraceIdRatioBasedSampler(ratio)
      : new AlwaysOnSampler();
  return name.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}

/** Of a traceparent that was checked. */
function contextOf(traceparent: string): SpanContext {
  const [, traceId = "", spanId = "", flags = "00"] = traceparent.split("-");
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
