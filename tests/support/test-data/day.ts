const firstMonday = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;

/** A time in the test data, counted in days from Monday, 5 January 2026. */
export const at = (day: number, hour = 9): string =>
  `${new Date(firstMonday + day * dayMs + hour * 3_600_000).toISOString().slice(0, 19)}Z`;

export const dayOf = (day: number): string => at(day).slice(0, 10);
