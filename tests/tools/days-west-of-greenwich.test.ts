import { beforeEach, describe, expect, test } from "vitest";
import { personDay } from "../../src/redmine/person-day.ts";
import { dateFilter } from "../../src/tools/dates.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

const day = 86_400_000;
const days = (date: string) => Date.parse(`${date}T00:00:00Z`) / day;

/** Redmine as it answers somebody: for those west of Greenwich, an issue that starts on a day is found under the day before. */
function redmineFor(today: string, isWest: boolean) {
  const start = "2026-05-10";
  const found = isWest ? days(start) - 1 : days(start);
  return stubRedmine({
    "/issues.json": ({ searchParams }) => {
      const filter = searchParams.get("start_date") ?? "";
      const [, sign = "", count = ""] = /^t([-+])(\d+)$/.exec(filter) ?? [];
      const asked = count ? days(today) + Number(`${sign}${count}`) : filter === "*" ? found : days(filter);
      const issues = asked === found ? [{ id: 7, start_date: start }] : [];
      return Response.json({ issues });
    },
  });
}

describe("a person's day and their filters", () => {
  const now = new Date("2026-05-12T23:30:00Z");
  let context: ReturnType<typeof redmineFor>;

  describe("west of Greenwich, where Redmine's filters by days are one day ahead", () => {
    beforeEach(() => {
      context = redmineFor("2026-05-12", true);
    });

    test("today is the person's own", async () => {
      const { redmine } = context.context;
      expect(await personDay(redmine, now)).toEqual({ today: "2026-05-12", known: true });
      expect(await personDay(redmineFor("2026-05-11", true).context.redmine, now)).toMatchObject({
        today: "2026-05-11",
      });
    });

    test.each([
      ["2026-05-10", "2026-05-09"],
      ["today", "t-1"],
      ["tomorrow", "t"],
      [">=+7d", ">t+6"],
      [">2026-05-10", ">=2026-05-10"],
      ["2026-05-10..2026-05-11", "><2026-05-09|2026-05-10"],
      ["-7d..today", "><2026-05-04|2026-05-11"],
    ])("%s is sent as %s", async (input, sent) => {
      expect(await dateFilter("due", input, { redmine: context.context.redmine, now })).toBe(sent);
    });

    test("times and custom fields are not ahead", async () => {
      const { redmine } = context.context;
      expect(await dateFilter("created", "today", { redmine, now }, "past")).toBe("t");
      expect(await dateFilter("Promised", "2026-05-10", { redmine, now }, "custom")).toBe("2026-05-10");
    });
  });

  test("are as they are written elsewhere", async () => {
    const { redmine } = redmineFor("2026-05-13", false).context;
    expect(await personDay(redmine, now)).toEqual({ today: "2026-05-13", known: true });
    expect(await dateFilter("due", "2026-05-10", { redmine, now })).toBe("2026-05-10");
    expect(await dateFilter("due", "-7d..today", { redmine, now })).toBe("><t-7");
  });
});
