import { foreign } from "../format/clean.ts";
import { type FieldState, type FieldStates, valuesText } from "../format/field-states.ts";
import type { Quote } from "../format/text.ts";
import { failureOf, RedmineFailure } from "../redmine/failure.ts";
import { type FieldContent, type Kind, sameContent } from "./compare.ts";
import { ToolRefusal } from "./errors.ts";

/** What was just written; undefined where it cannot be read: the change is made, and an error would say that it is not. */
export async function readAgain<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}

/** What a change left behind, and the error that Redmine answered it with. */
export interface Sent<T> {
  after: T | undefined;
  error: unknown;
}

/**
 * Sends a change and reads the record again, also where Redmine answered with an error: a proxy, a plugin or a connection
 * that breaks can hide that it was saved. Throws errors of requests that were not sent or did nothing for sure.
 */
export async function sendAndRead<T>(send: Promise<unknown>, read: () => Promise<T | undefined>): Promise<Sent<T>> {
  const error = await send.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !mayHaveSaved(error)) throw error;
  const after = await readAgain(read());
  if (error !== undefined && after === undefined) throw error;
  return { after, error };
}

function mayHaveSaved(error: unknown): boolean {
  const failure = failureOf(error);
  switch (failure?.reason) {
    case "invalid":
    case "conflict":
      return true;
    case "unavailable":
    case "not_redmine":
      return failure.sent === "write";
    default:
      return false;
  }
}

/** The error of a change that a second read shows not to have been made. */
export function notMade(error: unknown): unknown {
  const failure = failureOf(error);
  if (failure?.reason !== "unavailable" && failure?.reason !== "not_redmine") return error;
  return new RedmineFailure({ ...failure, isUnchanged: true }, error);
}

/** Beside a change that a second read shows to have been made. */
export function madeDespite(error: unknown): string {
  const failure = failureOf(error);
  const errors = failure?.reason === "invalid" ? failure.errors : [];
  const words = errors.length > 0 ? `: ${errors.map((text) => foreign(text, 300)).join("; ")}` : "";
  const isAnswer = failure?.reason === "invalid" || failure?.reason === "conflict";
  const what = isAnswer ? `answered with an error${words}` : "did not confirm it";
  return `Redmine ${what}, but the record differs from before.`;
}

/** The answer where a change was accepted and the record cannot be read afterwards. */
export function unread(what: string): string {
  return `Redmine accepted the change of ${what}, but it cannot be read back: look at it before changing it again.`;
}

/** A requested value, and whether the record has it after the write. */
export interface RequestedValue {
  /** The key of the field in the states. */
  key: string;
  label: string;
  /** The value on one line. */
  text: string;
  saved: boolean;
}

export interface Difference<T extends RequestedValue = RequestedValue> {
  /** One a line: what changed, what was so already, what Redmine did not save, what changed besides. */
  rows: readonly string[];
  /** Requested values that the record does not have. */
  ignored: readonly T[];
  /** Whether any field differs from before. */
  changed: boolean;
}

/** What a write did: the difference between two reads of the record, in words. */
export function difference<T extends RequestedValue>(
  requested: readonly T[],
  before: FieldStates,
  after: FieldStates,
): Difference<T> {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changed = new Set(keys.filter((key) => !sameStored(before.get(key), after.get(key))));
  const requestedKeys = new Set(requested.map(({ key }) => key));
  return {
    rows: [
      ...requested.map((each) => requestedRow(each, changed.has(each.key), before, after)),
      ...[...changed]
        .filter((key) => !requestedKeys.has(key))
        .map((key) => besidesRow(before.get(key), after.get(key))),
    ],
    ignored: requested.filter(({ saved }) => !saved),
    changed: changed.size > 0,
  };
}

/** As stored, in any order; a field that is gone holds nothing. */
function sameStored(before: FieldState | undefined, after: FieldState | undefined): boolean {
  const plain = (state: FieldState | undefined) => (state?.stored ?? []).toSorted().join("\0");
  return plain(before) === plain(after);
}

function requestedRow(
  { key, label, text, saved }: RequestedValue,
  changed: boolean,
  before: FieldStates,
  after: FieldStates,
): string {
  const now = after.get(key);
  if (changed) return `${step(label, before.get(key), now)}${saved ? "" : `, not ${text} as requested`}`;
  if (saved) return `${label}: was ${now?.text ?? "none"} already`;
  return now ? `NOT changed: ${label} is ${now.text}, not ${text}` : `NOT changed: ${label} is not among its fields`;
}

function besidesRow(before: FieldState | undefined, after: FieldState | undefined): string {
  const label = (after ?? before)?.label ?? "?";
  if (before && before.stored.length > 0 && (!after || after.stored.length === 0)) {
    return `Lost: ${label} was ${before.text}`;
  }
  return `Also changed: ${step(label, before, after)}`;
}

function step(label: string, before: FieldState | undefined, after: FieldState | undefined): string {
  const [was, is] = [before?.text ?? "none", after?.text ?? "none"];
  return was === is ? `${label}: changed, now ${is}` : `${label}: ${was} → ${is}`;
}

/** The fields of a record that has few of them, by their labels. */
export function recordStates(fields: Readonly<Record<string, FieldContent>>): FieldStates {
  return new Map(
    Object.entries(fields).map(([label, content]) => {
      const list: readonly unknown[] = Array.isArray(content) ? content : [content];
      const stored = list.flatMap((each) => (each === null || each === undefined || each === "" ? [] : [String(each)]));
      const text = typeof content === "boolean" ? (content ? "Yes" : "No") : valuesText(stored);
      return [label, { label, text, stored }];
    }),
  );
}

/** Values requested of such a record; undefined ones were not requested. */
export function requestedValues(
  requested: Readonly<Record<string, FieldContent>>,
  after: FieldStates,
  kinds: Readonly<Record<string, Kind>> = {},
): RequestedValue[] {
  const states = recordStates(requested);
  return Object.entries(requested).flatMap(([label, content]) => {
    if (content === undefined) return [];
    const saved = sameContent(states.get(label)?.stored, after.get(label)?.stored, kinds[label] ?? "text");
    return [{ key: label, label, text: states.get(label)?.text ?? "none", saved }];
  });
}

interface Write {
  /** "version 4" */
  what: string;
  did: "created" | "changed" | "published" | "logged";
  /** Undefined for a new record. */
  before: FieldStates | undefined;
  after: FieldStates;
  requested: readonly RequestedValue[];
  /** The record on one line, as it is now: other people's words. */
  summary: string;
  quote: Quote;
  /** Of a new record: that it is there although Redmine did not confirm it. */
  despite?: string | undefined;
  /** Sentences of ours. */
  more?: readonly (string | false | undefined)[];
  /** What Redmine answered to the change, where it was not success. */
  error?: unknown;
}

/** The answer to every write: what the record is now, what changed and what Redmine did not save. Throws when nothing came of it. */
export function writeResult({
  what,
  did,
  before,
  after,
  requested,
  summary,
  quote,
  despite,
  more = [],
  error,
}: Write): string {
  const { rows, ignored, changed } = before
    ? difference(requested, before, after)
    : { rows: newRows(requested, after), ignored: requested.filter(({ saved }) => !saved), changed: true };
  if (error !== undefined && !changed) throw notMade(error);
  const nothing = !changed && ignored.length > 0;

  const head = [
    nothing && `${capital(what)} was NOT ${did}: Redmine ignored the request without an error.`,
    !changed && ignored.length === 0 && `${capital(what)} is like that already: nothing was changed.`,
    changed && `${capital(what)} was ${did}${ignored.length > 0 ? ", but not all as requested" : ""}.`,
    despite,
    error !== undefined && madeDespite(error),
    error === undefined &&
      ignored.length > 0 &&
      "The user's role may not allow that, or a rule of Redmine's forbids it.",
    ...more,
  ];
  const text = `${head.filter(Boolean).join(" ")}\n${quote([summary, ...rows].filter(Boolean).join("\n"))}`;
  if (nothing || (error !== undefined && ignored.length > 0)) throw new ToolRefusal(text);
  return text;
}

function newRows(requested: readonly RequestedValue[], after: FieldStates): string[] {
  return requested
    .filter(({ saved }) => !saved)
    .map(({ key, label, text }) => `NOT as requested: ${label} is ${after.get(key)?.text ?? "none"}, not ${text}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
