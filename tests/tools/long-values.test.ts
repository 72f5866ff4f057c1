import { expect, test } from "vitest";
import { isDateFormat } from "../../src/file-text/xlsx-values.ts";
import { storedField } from "../../src/tools/custom-field-values.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

// A regular expression that begins again at each character takes minutes for a megabyte.

const context = { redmine: stubRedmine({}).context.redmine, now: new Date() };

test.each(["progressbar", "int", "float", "date", "bool", "list", "string"])(
  "a megabyte of blanks in a field of the format %s is looked at once",
  async (format) => {
    for (const unit of [" ", "\t", "1", "0", "%", "-", ".", "1,", "e"]) {
      const text = `x${unit.repeat(1_000_000 / unit.length)}x`;
      const ms = await cpuMs(() => storedField({ id: 1, name: "Field", format }, text, context).catch(() => undefined));
      expect(ms).toBeLessThan(200);
    }
  },
);

test("a number format of a megabyte of brackets is looked at once", async () => {
  expect(await cpuMs(() => isDateFormat(164, "[".repeat(1_000_000)))).toBeLessThan(50);
  expect(isDateFormat(164, "[Red]yyyy-mm-dd")).toBe("date");
});

async function cpuMs(work: () => unknown): Promise<number> {
  const begun = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(begun);
  return (user + system) / 1_000;
}
