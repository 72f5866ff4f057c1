import { describe } from "vitest";
import { createTestRedmine } from "../support/test-redmine.ts";
import { contracts } from "./contracts.ts";
import { sampleTarget } from "./sample-target.ts";

const redirectUris = ["http://127.0.0.1/oauth/callback", "http://localhost:8000/oauth/callback"];

describe.each(["http://127.0.0.1:3177", "http://redmine.sample/tracker"])("the sample Redmine at %s", (baseUrl) => {
  const target = sampleTarget(createTestRedmine({ baseUrl, redirectUris }));
  for (const [name, contract] of Object.entries(contracts)) describe(name, () => contract(target));
});
