import { expect, test } from "vitest";
import { freshFor } from "../../../src/auth/client-metadata/cache.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  ["", "", hour],
  ["public", "", hour],
  ["max-age=300", "", 5 * minute],
  ["public, max-age=7200", "3600", hour],
  ['max-age="600"', "", 10 * minute],
  ["s-maxage=1800, max-age=60", "", 30 * minute],
  ["max-age=0", "", minute],
  ["max-age=300", "9999", minute],
  ["no-store", "", minute],
  ["max-age=9000, no-cache", "", minute],
  ["no-store,no-cache,max-age=0", "", minute],
  ["max-age=31536000", "", day],
  ["MAX-AGE=120", "", 2 * minute],
  ["x-max-age=5", "", hour],
  ["max-age=-1", "", hour],
  ["max-age=300", "soon", 5 * minute],
])("%j of age %j is fresh for %d ms", (cacheControl, age, ms) => {
  expect(freshFor({ cacheControl, age })).toBe(ms);
});
