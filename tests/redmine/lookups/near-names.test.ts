import { expect, test } from "vitest";
import { nearNames } from "../../../src/redmine/named-list.ts";

test("names that contain the word come first, then those a few letters away", () => {
  const names = ["Design", "Development", "Redesign", "Support", "Desing"];
  expect(nearNames("desig", names)).toEqual(["Design", "Redesign", "Desing"]);
  expect(nearNames("developmnet", names)).toEqual(["Development"]);
  expect(nearNames("xyz", names)).toEqual([]);
});

test("there are never more than five", () => {
  expect(nearNames("a", ["a1", "a2", "a3", "a4", "a5", "a6"])).toHaveLength(5);
});

test("20,000 names of 60 characters are compared without keeping others waiting", () => {
  const names = Array.from(
    { length: 20_000 },
    (_, at) => `Page ${at} about testing the large installation of things there`,
  );
  const begin = performance.now();
  const near = nearNames("Page 777 abuot testing the large installation of things there", names);
  const ms = performance.now() - begin;
  expect(near[0]).toBe(names[777]);
  expect(near).toHaveLength(5);
  expect(ms).toBeLessThan(2_000); // some tens of ms on a quiet machine; looking at each name five times took seconds
});
