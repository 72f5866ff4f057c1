/** One thing that was looked at. A note asks the reader to look too, and nothing is wrong for it. */
export interface Finding {
  verdict: "ok" | "wrong" | "note";
  about: string;
  /** A sentence: what was seen. */
  says: string;
  /** Lines: what to do, or what to compare. */
  todo?: readonly string[];
}

export function ok(about: string, says: string): Finding {
  return { verdict: "ok", about, says };
}

export function wrong(about: string, says: string, ...todo: string[]): Finding {
  return { verdict: "wrong", about, says, todo };
}

export function note(about: string, says: string, ...todo: string[]): Finding {
  return { verdict: "note", about, says, todo };
}

const labels = { ok: "ok", wrong: "WRONG", note: "look" } as const;
const indent = " ".repeat(7);

/** As text for a terminal; a blank line sets off what asks for something. */
export function shownFinding({ verdict, about, says, todo = [] }: Finding): string {
  const lines = todo.map((line) => `${indent}${line ? "  " : ""}${line}`.trimEnd());
  return [`${labels[verdict].padEnd(7)}${about}: ${says}`, ...lines].map((line) => `${line}\n`).join("");
}
