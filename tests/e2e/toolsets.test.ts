import { beforeAll, describe } from "vitest";
import type { SeededRedmine } from "../support/everyday/seeded-redmine.ts";
import { toolsets } from "../support/toolsets.ts";
import { seededRedmine } from "./seeded.ts";

let seeded: SeededRedmine;

beforeAll(() => {
  seeded = seededRedmine();
});

describe("on a real Redmine", () => toolsets(() => seeded));
