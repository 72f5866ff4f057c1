import type { Credentials } from "../redmine/credentials.ts";
import type { Prompt } from "../tools/prompt.ts";
import type { Resource } from "../tools/resource.ts";
import type { CallContext, Tool } from "../tools/tool.ts";

/** Who calls, as a protocol front needs it. */
export interface FrontCaller {
  credentials: Credentials;
  sealer: Sealer;
  /** The sign-in has the scope `write`. */
  mayWrite: boolean;
  /** Ends when the client goes. */
  signal: AbortSignal;
  report: (call: CallReport) => void;
}

/** Keeps a value in the client's hands: only the same grant can open it, unchanged. */
export interface Sealer {
  seal(purpose: string, value: unknown): string;
  unseal(purpose: string, sealed: string): unknown;
  /** A short word for a text that only the same grant can work out, the same on every replica. */
  code(purpose: string, text: string): string;
}

/** One tool call, resource or prompt, for the log and metrics: names and numbers of ours only. */
export interface CallReport {
  kind: "tool" | "resource" | "prompt";
  name: string;
  outcome: string;
  /** Those that the arguments name by number. */
  records: readonly string[];
  ms: number;
  /** A fault of our own. */
  fault?: Error;
}

export interface Offer {
  name: string;
  title: string;
  version: string;
  icons: { src: string; mimeType: string; sizes: string[] }[];
  instructions: string;
  tools: readonly Tool[];
  resources: readonly Resource[];
  prompts: readonly Prompt[];
  /** What clients get that show views; the same tools where no view can be offered. */
  toolsWithViews: readonly Tool[];
  /** The pages of the views: readable, and not listed. */
  pages: readonly Resource[];
}

export type MakeContext = (caller: Pick<FrontCaller, "credentials" | "mayWrite">, signal: AbortSignal) => CallContext;
