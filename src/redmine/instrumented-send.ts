import { signOf } from "./answered-by.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Answer, Call, Send } from "./send.ts";

/** One request to Redmine, for the log and metrics: words of ours and numbers only. */
export interface Exchange {
  method: Call["method"];
  /** First segment of the path: “issues”, “oauth”. */
  area: string;
  /** Missing when there was no answer; `failure` then says why. */
  status?: number;
  failure?: Failure;
  /** What answered in Redmine's place: “HTTP 403, text/html, server nginx”. */
  answeredBy?: string;
  /** The time waited for a free connection included. */
  ms: number;
  /** What a successful write changed: “issues/7”. */
  wrote?: string;
}

/** Told of each request before it is sent. */
export type Observe = (about: Pick<Exchange, "method" | "area">) => {
  /** A header for Redmine's own log. */
  traceparent?: string | undefined;
  ended(exchange: Exchange): void;
};

/** The same `send`, and somebody who watches. */
export function observed(send: Send, observe: Observe): Send {
  return async (call, maxBytes) => {
    const begun = performance.now();
    const about = { method: call.method, area: areaOf(call) };
    const { traceparent, ended } = observe(about);
    const end = (more: Partial<Exchange>) => ended({ ...about, ms: performance.now() - begun, ...more });

    try {
      const answer = await send(traceparent === undefined ? call : { ...call, traceparent }, maxBytes);
      const wrote = recordOf(call, answer);
      const { status, stranger } = answer;
      end({ status, ...(stranger && { answeredBy: signOf(stranger) }), ...(wrote && { wrote }) });
      return answer;
    } catch (error) {
      const failure = failureOf(error);
      const by = failure && "by" in failure ? failure.by : undefined;
      end({ ...(failure && { failure }), ...(by && { answeredBy: signOf(by) }) });
      throw error;
    }
  };
}

function areaOf({ path }: Call): string {
  return /^[a-z_]+(?=[/.])/.exec(path)?.[0] ?? "other";
}

/** From the path of what was there before, from Location for what is new. Only a number is told: a wiki page's title is a text. */
function recordOf(call: Call, { status, headers, stranger }: Answer): string | undefined {
  if (call.method === "GET" || status >= 300 || stranger) return undefined;
  const at = call.method === "POST" ? (headers.get("location") ?? "") : call.path;
  return /(?:^|\/)([a-z_]+\/\d{1,10})(?:\.json)?$/.exec(at)?.[1];
}
