import { expect, test } from "vitest";
import { fileSize } from "../../src/format/units.ts";

test("sizes are told in the unit that suits them", () => {
  expect([0, 31, 999, 1_000, 4_200, 120_000, 999_999, 1_008_894, 12_345_678, 5e9].map(fileSize)).toEqual([
    "0 bytes",
    "31 bytes",
    "999 bytes",
    "1.0 kB",
    "4.2 kB",
    "120 kB",
    "1.0 MB",
    "1.0 MB",
    "12 MB",
    "5.0 GB",
  ]);
});
