import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/seeded-redmine.ts";
import { everydayTools } from "../tools/suites/everyday-tools.ts";
import { seededRedmine } from "./seeded.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededRedmine();
});

describe("on a real Redmine", () => everydayTools(() => seeded));
