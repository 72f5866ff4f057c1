/** One thing that was checked. `info`: for the reader to compare, nothing was checked. */
export interface Finding {
  verdict: "ok" | "warn" | "error" | "info";
  about: string;
  /** A sentence: what was seen. */
  says: string;
  /** Lines: what to do, or what to compare. */
  todo?: readonly string[];
}

export function ok(about: string, says: string): Finding {
  return { verdict: "ok", about, says };
}

export function fault(about: string, says: string, ...todo: string[]): Finding {
  return { verdict: "error", about, says, todo };
}

export function warning(about: string, says: string, ...todo: string[]): Finding {
  return { verdict: "warn", about, says, todo };
}

const labels = { ok: "ok", warn: "warn", error: "error", info: "" } as const;
const indent = " ".repeat(7);

/** As lines of text for a terminal. */
export function shownFinding({ verdict, about, says, todo = [] }: Finding): string {
  const lines = todo.map((line) => `${indent}${line ? "  " : ""}${line}`.trimEnd());
  return [`${labels[verdict].padEnd(7)}${about}: ${says}`, ...lines].map((line) => `${line}\n`).join("");
}
