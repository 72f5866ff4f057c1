/** "2026-03-26": Redmine's days as they are, its UTC times cut to the day. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** "2026-03-26 09:05", UTC as everything here. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** "1.5 h", "0.33 h" */
export function hours(value: number): string {
  return `${Number(value.toFixed(2))} h`;
}

// 1:30 · 1h · 1h30 · 1h 30m · 90m · 1.5 · 1,5 · 1.5h: the forms that Redmine's own field takes
const clock = /^(\d{1,4}):([0-5]\d)$/;
const words = /^(?:(\d+(?:[.,]\d+)?)\s*(?:h|hours?)?)?\s*(?:(\d{1,5})\s*(?:m|min|minutes?)?)?$/i;

/** Hours from the forms people write, or undefined. */
export function parseHours(input: string | number): number | undefined {
  if (typeof input === "number") return input;
  const text = input.trim();

  const [, clockHours, clockMinutes] = clock.exec(text) ?? [];
  if (clockHours !== undefined) return Number(clockHours) + Number(clockMinutes) / 60;

  if (/^\d{1,5}\s*(m|min|minutes?)$/i.test(text)) return Number.parseInt(text, 10) / 60;
  const [, whole, minutes] = words.exec(text) ?? [];
  if (whole === undefined || (minutes !== undefined && !/h/i.test(text))) return undefined; // "1 30" is not a duration
  return Number(whole.replace(",", ".")) + Number(minutes ?? 0) / 60;
}

const units = ["bytes", "kB", "MB", "GB"] as const;

/** "31 bytes", "4.2 kB", "12 MB" */
export function fileSize(bytes: number): string {
  let [scaled, power] = [bytes, 0];
  while (scaled >= 999.5 && power < units.length - 1) {
    scaled /= 1_000;
    power += 1;
  }
  return `${power > 0 && scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${units[power]}`;
}
