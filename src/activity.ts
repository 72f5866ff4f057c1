const hourMs = 60 * 60_000;
const hours = 24;
const maxKinds = 2_000; // tools × outcomes in one hour; more than there are

export interface ActivityRow {
  kind: string;
  name: string;
  outcome: string;
  count: number;
}

/** Calls of the last day by name and outcome, in this process. */
export interface Activity {
  add(call: { kind: string; name: string; outcome: string }): void;
  lastDay(): ActivityRow[];
}

/** Counts calls in memory, by hour, for the last day. `now` gives ms since 1970. A new process starts at zero. */
export function createActivity(now: () => number): Activity {
  /** By hour since 1970; at most one more than `hours` are kept. */
  const byHour = new Map<number, Map<string, ActivityRow>>();
  const hourNow = () => Math.floor(now() / hourMs);

  function forgetOld(): void {
    for (const hour of byHour.keys()) if (hour <= hourNow() - hours) byHour.delete(hour);
  }

  return {
    add: ({ kind, name, outcome }) => {
      const hour = hourNow();
      let rows = byHour.get(hour);
      if (rows === undefined) {
        forgetOld();
        rows = new Map();
        byHour.set(hour, rows);
      }
      const key = `${kind} ${name} ${outcome}`;
      const row = rows.get(key);
      if (row) row.count += 1;
      else if (rows.size < maxKinds) rows.set(key, { kind, name, outcome, count: 1 });
    },
    lastDay: () => {
      forgetOld();
      const sums = new Map<string, ActivityRow>();
      for (const rows of byHour.values()) {
        for (const [key, row] of rows) {
          const sum = sums.get(key);
          if (sum) sum.count += row.count;
          else sums.set(key, { ...row });
        }
      }
      return [...sums.values()].sort((one, other) => other.count - one.count);
    },
  };
}
