/** What was just written; undefined where it cannot be read: the change is made, and an error would say that it is not. */
export async function readAgain<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}

export function unread(what: string): string {
  return `Redmine accepted the change of ${what}, but it cannot be read back: look at it before changing it again.`;
}

/** Pairs of what was asked and what Redmine has now: the names of those that differ. */
export function notTaken(asked: Readonly<Record<string, readonly [wanted: unknown, has: unknown]>>): string[] {
  return Object.entries(asked).flatMap(([name, [wanted, has]]) =>
    wanted === undefined || same(wanted, has) ? [] : [name],
  );
}

/** The end of a sentence about a change: empty when Redmine took everything. */
export function butNot(names: readonly string[]): string {
  return names.length > 0
    ? ` But Redmine did NOT take: ${names.join(", ")}. The user's role may not allow that, or a rule of Redmine's forbids it.`
    : "";
}

function same(wanted: unknown, has: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(has)) {
    return wanted.length === has.length && wanted.every((each) => has.includes(each));
  }
  return plain(wanted) === plain(has);
}

/** Nothing, null and "" are the same to Redmine; so are \r\n and \n. */
function plain(value: unknown): string {
  return String(value ?? "")
    .replaceAll("\r\n", "\n")
    .trim();
}
