import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/seeded-redmine.ts";
import { seededSample } from "../support/seeded-sample.ts";
import { everydayTasks } from "./suites/tasks.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededSample();
});

describe("on the sample Redmine", () => everydayTasks(() => seeded));
