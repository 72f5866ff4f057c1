import { limits } from "./limits.ts";

const begun = performance.now(); // this module is loaded in a thread for one document

/** Whether the document has taken all the time that it may take. */
export function isOutOfTime(): boolean {
  return performance.now() - begun > limits.readingMs;
}

/** Text that grows up to a number of characters. */
export interface TextSoFar {
  readonly length: number;
  /** No more is wanted, or time is over. */
  readonly isFull: boolean;
  add(text: string): void;
  toString(): string;
}

/** Holds at most `chars` characters, and never more than `limits.chars`; what does not fit is dropped. */
export function createText(chars: number): TextSoFar {
  const most = Math.min(chars, limits.chars);
  const pieces: string[] = [];
  let length = 0;

  return {
    get length() {
      return length;
    },
    get isFull() {
      return length >= most || isOutOfTime();
    },
    add: (text) => {
      if (length >= most) return;
      const fitting = text.slice(0, most - length);
      pieces.push(fitting);
      length += fitting.length;
    },
    toString: () => pieces.join(""),
  };
}
