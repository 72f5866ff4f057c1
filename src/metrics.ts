import type { Counter, Histogram } from "prom-client";

/** What is counted; every label has few values, all of them words of ours. */
export interface Metrics {
  call(labels: { kind: string; name: string; outcome: string }, seconds: number): void;
  redmine(labels: { method: string; area: string; outcome: string }, seconds: number): void;
  store(labels: { operation: string; outcome: string }, seconds: number): void;
  signIn(labels: { client: string; outcome: string }): void;
  refresh(labels: { outcome: string }): void;
  /** In Prometheus' text format. */
  page(): Promise<{ contentType: string; text: string }>;
}

const callBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60]; // Redmine answers in 10 ms to a second, and we give up after 20 and 60
const storeBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** Imports prom-client on first use, so it costs nothing when metrics are off. */
export async function createMetrics(): Promise<Metrics> {
  const { default: prometheus } = await import("prom-client");
  const registry = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register: registry }); // process memory and CPU, event-loop lag, garbage collection
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new prometheus.Counter({ name: `redmine_fastmcp_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ): Histogram<L> =>
    new prometheus.Histogram({ name: `redmine_fastmcp_${name}`, help, labelNames, buckets, registers });

  const calls = counter("calls_total", "Calls of tools and the like, by outcome.", ["kind", "name", "outcome"]);
  const callSeconds = histogram("call_seconds", "What a call took.", ["kind", "name"], callBuckets);
  const redmine = histogram(
    "redmine_request_seconds",
    "What a request to Redmine took, waiting for a connection included.",
    ["method", "area", "outcome"],
    callBuckets,
  );
  const store = histogram("store_seconds", "What the store of sign-ins took.", ["operation", "outcome"], storeBuckets);
  const signIns = counter("sign_ins_total", "Sign-ins that came to an end, by client.", ["client", "outcome"]);
  const refreshes = counter("refreshes_total", "Refreshes of our tokens.", ["outcome"]);

  return {
    call: (labels, seconds) => {
      calls.inc(labels);
      callSeconds.observe({ kind: labels.kind, name: labels.name }, seconds);
    },
    redmine: (labels, seconds) => redmine.observe(labels, seconds),
    store: (labels, seconds) => store.observe(labels, seconds),
    signIn: (labels) => signIns.inc(labels),
    refresh: (labels) => refreshes.inc(labels),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
