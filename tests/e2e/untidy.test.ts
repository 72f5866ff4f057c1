import { afterAll, beforeAll, describe } from "vitest";
import { redmine } from "./redmine.ts";
import { filesAndWiki } from "./untidy/files-and-wiki.ts";
import { reads } from "./untidy/reads.ts";
import { addUntidy, removeUntidy } from "./untidy/seed.ts";
import { workflowRules } from "./untidy/workflow-rules.ts";
import { writes } from "./untidy/writes.ts";

// A Redmine that is neither English nor tidy. One seed for all: it takes longer to add than the tests to run.
describe.runIf(redmine.ours && redmine.hasOAuth)("on an untidy Redmine", () => {
  beforeAll(addUntidy);
  afterAll(removeUntidy);

  describe("reads:", reads);
  describe("files and wiki:", filesAndWiki);
  describe("rules of the workflow:", workflowRules);
  describe("writes:", writes); // last, as they change what the others read
});
