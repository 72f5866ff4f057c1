import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/seeded-redmine.ts";
import { seededSample } from "../support/seeded-sample.ts";
import { toolsets } from "./suites/toolsets.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededSample();
});

describe("on the sample Redmine", () => toolsets(() => seeded));
