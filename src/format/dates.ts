/** "2026-03-26": Redmine's days as they are, its UTC times cut to the day. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** "2026-03-26 09:05", UTC as everything here. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
