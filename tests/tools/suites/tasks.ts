import { afterAll, describe, expect, test } from "vitest";
import { allTools } from "../../../src/tools/index.ts";
import { withoutMarks } from "../../support/person.ts";
import type { Redmine } from "../../support/seeded-redmine.ts";
import { listedBytes } from "../../support/tools-list-size.ts";
import { tasks } from "./task-list.ts";

const mostCalls = 80;
const mostTokens = 24_000; // with the list of all tools; four bytes each

interface Cost {
  task: string;
  calls: number;
  bytes: number;
  requests: number;
}

/** Thirty everyday tasks, each solved in as few calls as the tools allow. */
export function everydayTasks(redmine: Redmine): void {
  const costs: Cost[] = [];

  describe("an everyday task", () => {
    test.each(tasks.map((each) => [each.task, each] as const))("%s", async (_, { task, calls, finds, requests }) => {
      const seeded = redmine();
      const before = seeded.sent();
      let bytes = 0;
      let last = "";
      for (const [name, args] of calls) {
        const tool = allTools.find((each) => each.name === name);
        if (!tool) throw new Error(`there is no ${name}`);
        const { text } = await tool.call(args, seeded.contextOf("alice"));
        bytes += Buffer.byteLength(JSON.stringify(args)) + Buffer.byteLength(text);
        last = withoutMarks(text);
      }
      const sent = seeded.sent() - before;
      costs.push({ task, calls: calls.length, bytes, requests: sent });
      expect(last).toMatch(finds);
      expect(sent).toBeLessThanOrEqual(requests);
    });

    test("all of them together cost few calls and tokens", () => {
      const listed = listedBytes(allTools);
      const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
      expect(costs).toHaveLength(30);
      expect(sum(({ calls }) => calls)).toBeLessThanOrEqual(mostCalls);
      expect((listed + sum(({ bytes }) => bytes)) / 4).toBeLessThan(mostTokens);
    });
  });

  afterAll(() => {
    const rows = costs.map((each) => `${each.task} | ${each.calls} | ${Math.round(each.bytes / 4)} | ${each.requests}`);
    const total = (of: (cost: Cost) => number) => costs.reduce((sum, cost) => sum + of(cost), 0);
    const last = `all | ${total((c) => c.calls)} | ${Math.round(total((c) => c.bytes) / 4)} | ${total((c) => c.requests)}`;
    process.stdout.write(`${["task | calls | tokens | requests", ...rows, last].join("\n")}\n`);
  });
}
