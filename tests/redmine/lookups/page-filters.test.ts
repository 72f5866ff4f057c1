import { expect, test } from "vitest";
import { pageFilters } from "../../../src/redmine/filters.ts";
import { path } from "../../../src/redmine/path.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const filters = {
  subject: { type: "text", name: "Subject", values: null },
  author_id: {
    type: "list",
    name: "Author",
    values: [
      ["<< me >>", "me"],
      ["Alice Archer", "5", "active"],
      ["Anonymous", "4"],
    ],
  },
  cf_1: { type: "list_optional", name: "Severity", remote: true, values: ["Low", "High"] },
  cf_4: { type: "list_optional", name: "Environment", remote: true },
};
const page = `<script>\n//<![CDATA[\nvar operatorLabels = {};\nvar availableFilters = ${JSON.stringify(filters)};\nvar labelDayPlural = "days";\n</script>`;

test("the filters of a list page are read from its JSON, with the values of those in use", async () => {
  const { context, requests } = stubRedmine({ "/issues.html": page });
  const found = await pageFilters(context.redmine, path`issues.html`, { cf_1: "*" });

  expect(requests).toEqual(["GET /issues.html?set_filter=1&issue_id=0&cf_1=*"]);
  expect(Object.fromEntries(found ?? [])).toEqual({
    subject: { name: "Subject", type: "text" },
    author_id: {
      people: true,
      name: "Author",
      type: "list",
      values: [
        { label: "Alice Archer", value: "5", group: "active" },
        { label: "Anonymous", value: "4" },
      ],
    },
    cf_1: {
      name: "Severity",
      type: "list_optional",
      values: [
        { label: "Low", value: "Low" },
        { label: "High", value: "High" },
      ],
    },
    cf_4: { name: "Environment", type: "list_optional" },
  });
});

test.each([
  ["is not there", undefined],
  ["may not be seen", new Response("", { status: 403 })],
  ["has no filters", "<html></html>"],
  ["has filters in another form", "var availableFilters = {broken;"],
])("a page that %s tells nothing and breaks nothing", async (_, answer) => {
  const { context } = stubRedmine({ "/issues.html": answer });
  expect(await pageFilters(context.redmine, path`issues.html`, {})).toBeUndefined();
});

test.each([
  ["fails", new Response("", { status: 500 })],
  ["is longer than we read", "x".repeat(8_000_001)],
])("a page that %s is a failure, not a list of nothing", async (_, answer) => {
  const { context } = stubRedmine({ "/issues.html": answer });
  await expect(pageFilters(context.redmine, path`issues.html`, {})).rejects.toThrow(/unavailable|too_large/);
});
