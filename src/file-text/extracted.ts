/** Kinds of files that hold text in a form of their own. A ZIP archive may turn out to be an Office document. */
export type Container = "pdf" | "zip";

export interface Request {
  bytes: Uint8Array;
  container: Container;
  /** A file inside an archive that is wanted instead of the list. */
  entry?: string | undefined;
  /** Reading may end after so many characters. */
  chars: number;
}

/** Why a document was not read. */
export type Refusal =
  | "password"
  | "broken"
  | "too_large_inside"
  | "too_much_memory"
  | "too_slow"
  | "busy"
  | "no_such_entry"
  | "no_archive";

export type Extracted =
  | {
      kind: "text";
      /** What it is, with its size: “PDF, 12 pages”. */
      about: string;
      text: string;
      /** More text follows, which a request for more characters gives. */
      more: boolean;
      /** What of the file is not in the text. */
      notes: string[];
    }
  | { kind: "entry"; name: string; bytes: Uint8Array }
  | { kind: "refused"; reason: Refusal };

/** Ends the reading of a document inside its thread. */
export class DocumentRefused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(reason);
    this.name = "DocumentRefused";
    this.reason = reason;
  }
}
