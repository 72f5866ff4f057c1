import { afterAll, beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/seeded-redmine.ts";
import { everydayTasks } from "../tools/suites/tasks.ts";
import { redmine } from "./redmine.ts";
import { seededRedmine } from "./seeded.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededRedmine();
});

// what the tasks changed is not what other suites expect
afterAll(async () => {
  if (redmine.ours) await redmine.reset();
});

describe("on a real Redmine", () => everydayTasks(() => seeded));
