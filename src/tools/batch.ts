import { line } from "../format/clean.ts";
import type { Quote } from "../format/text.ts";
import { handlingOf } from "../redmine/failure.ts";
import { ConfirmationNeeded, explainError, type Situation, ToolRefusal } from "./errors.ts";

/** What came of one record among several. */
export interface BatchRow {
  /** On one line, with what came of it. */
  text: string;
  done: boolean;
}

interface Batch<T> {
  items: readonly T[];
  /** "#12", "entry 2" */
  nameOf(item: T, index: number): string;
  /** Gives the row without the name; throws what a tool throws. */
  run(item: T): Promise<BatchRow>;
  situation: Situation;
}

const maxRowChars = 700; // fifty rows fit into a result

/**
 * One after the other, with an outcome for each: a record that fails hides none of the others. Where Redmine itself fails,
 * the rest is not attempted.
 */
export async function runBatch<T>({ items, nameOf, run, situation }: Batch<T>): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  let stopped = false;

  for (const [index, item] of items.entries()) {
    const name = nameOf(item, index);
    if (stopped) {
      rows.push({ text: `${name}: not attempted`, done: false });
      continue;
    }
    try {
      const { text, done } = await run(item);
      rows.push({ text: line(`${name}: ${text}`, maxRowChars), done });
    } catch (error) {
      const { text, outcome } = explainError(error, situation);
      stopped = handlingOf(outcome).endsBatch === true;
      rows.push({ text: line(`${name}: NOT done. ${text}`, maxRowChars), done: false });
    }
  }

  return rows;
}

const manyRecords = 10;

/** From ten records on, a client that can ask its person asks. Throws ConfirmationNeeded. */
export function confirmMany(
  count: number,
  question: string,
  value: string,
  { canAsk, confirm }: { canAsk: boolean; confirm: string | undefined },
): void {
  if (count < manyRecords || !canAsk || confirm === value) return;
  throw new ConfirmationNeeded(question, value);
}

/** "2 of 3 issues were changed." with a row for each. Throws ToolRefusal when none was. */
export function batchResult(rows: readonly BatchRow[], what: string, did: string, quote: Quote): string {
  const done = rows.filter((row) => row.done).length;
  const head = `${done} of ${rows.length} ${what} ${done === 1 ? "was" : "were"} ${did}.`;
  const text = `${head}\n${quote(rows.map((row) => row.text).join("\n"))}`;
  if (done === 0) throw new ToolRefusal(text);
  return text;
}
