import { expect, test } from "vitest";
import { allTools } from "../../src/tools/index.ts";
import { sourceFiles } from "../support/source-imports.ts";

const tests = sourceFiles("tests").filter(({ path }) => !path.startsWith("tests/e2e/"));

/** The constants that tools are exported as, by their names. */
const constants = new Map(
  sourceFiles("src").flatMap(({ text }) =>
    [...text.matchAll(/^export const (\w+) = \w+\(\{\s+name: "(\w+)"/gm)].map(([, constant = "", name = ""]) => [
      name,
      constant,
    ]),
  ),
);

test.each(allTools.map(({ name }) => name))("%s is called by some test", (name) => {
  const constant = constants.get(name);
  // call(someTool, …) or someTool.call(…), or by its name through a client: call("some_tool", …), callTool({ name: "some_tool", … })
  const called = new RegExp(
    `[(,]\\s*${constant},|\\b${constant}\\.call\\(|[(,]\\s*"${name}",|callTool\\(\\{ name: "${name}",`,
  );

  expect(constant).toBeDefined();
  const isCalled = tests.some(({ text }) => called.test(text));
  expect(isCalled, `no test calls ${name}: add one to a suite in tests/tools/suites/`).toBe(true);
});
