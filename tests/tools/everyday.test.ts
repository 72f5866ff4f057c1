import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/everyday/seeded-redmine.ts";
import { everydayTools } from "../support/everyday-tools.ts";
import { seededSample } from "../support/seeded-sample.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededSample();
});

describe("on the sample Redmine", () => everydayTools(() => seeded));
