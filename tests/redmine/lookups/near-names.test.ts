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
