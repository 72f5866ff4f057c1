/** "1.5 h", "0.33 h" */
export function hours(value: number): string {
  return `${Number(value.toFixed(2))} h`;
}

// 1:30 · 1h · 1h30 · 1h 30m · 90m · 1.5 · 1,5 · 1.5h: the forms that Redmine's own field takes
const clock = /^(\d{1,4}):([0-5]\d)$/;
const words = /^(?:(\d+(?:[.,]\d+)?)\s*(?:h|hours?)?)?\s*(?:(\d{1,5})\s*(?:m|min|minutes?)?)?$/i;

/** Hours from the forms people write, or undefined. */
export function parseHours(given: string | number): number | undefined {
  if (typeof given === "number") return given;
  const text = given.trim();

  const [, clockHours, clockMinutes] = clock.exec(text) ?? [];
  if (clockHours !== undefined) return Number(clockHours) + Number(clockMinutes) / 60;

  if (/^\d{1,5}\s*(m|min|minutes?)$/i.test(text)) return Number.parseInt(text, 10) / 60;
  const [, whole, minutes] = words.exec(text) ?? [];
  if (whole === undefined || (minutes !== undefined && !/h/i.test(text))) return undefined; // "1 30" is not a duration
  return Number(whole.replace(",", ".")) + Number(minutes ?? 0) / 60;
}
