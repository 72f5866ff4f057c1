import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/seeded-redmine.ts";
import { everydayTasks } from "../tools/suites/tasks.ts";
import { seededRedmine } from "./seeded.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededRedmine();
});

describe("on a real Redmine", () => everydayTasks(() => seeded));
