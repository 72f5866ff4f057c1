import { expect, test } from "vitest";
import { fieldValueNames } from "../../../src/redmine/custom-field-names.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const reviewer = (value: string | string[] | null) => ({ id: 6, name: "Reviewer", value });
const points = (value: string) => ({ id: 9, name: "Story points", value });

/** Redmine's CSV begins with a byte order mark. */
const csv = (text: string) => `\ufeff${text}`;

test("an id in a custom field gets the name that Redmine's own CSV shows, in one request for all issues", async () => {
  const { context, requests } = stubRedmine({
    "/issues.csv": csv("#,Reviewer,Story points\n4,Alice Archer,5\n8,Bob Baker,8\n"),
  });
  const issues = [
    { id: 4, custom_fields: [reviewer("5"), points("5")] },
    { id: 8, custom_fields: [reviewer("6"), points("8")] },
    { id: 9, custom_fields: [reviewer(null), { id: 1, name: "Severity", value: "High" }] },
  ];

  const { names, plain } = await fieldValueNames(issues, context.redmine);

  expect(requests).toEqual([
    "GET /issues.csv?issue_id=4,8&status_id=*&c[]=id&c[]=cf_6&c[]=cf_9&encoding=UTF-8&field_separator=,",
  ]);
  expect(names.get(6)).toEqual(
    new Map([
      ["5", "Alice Archer"],
      ["6", "Bob Baker"],
    ]),
  );
  expect(plain).toEqual(new Set([9])); // a number that is shown as it is stored is a number
});

test("what is known is not asked again, and a plain number of another issue neither", async () => {
  const { context, requests } = stubRedmine({ "/issues.csv": csv("#,Reviewer,Story points\n4,Alice Archer,5\n") });
  const ask = (id: number, who: string, count: string) =>
    fieldValueNames([{ id, custom_fields: [reviewer(who), points(count)] }], context.redmine);

  await ask(4, "5", "5");
  await ask(10, "5", "13");

  expect(requests).toHaveLength(1);
});

test("several values in one field are told apart", async () => {
  const { context } = stubRedmine({ "/issues.csv": csv('#,Reviewer\n4,"Bob Baker, Alice Archer"\n') });
  const issue = { id: 4, custom_fields: [{ ...reviewer(["6", "15"]), multiple: true }] };

  const { names } = await fieldValueNames([issue], context.redmine);

  // the export sorts by what is stored, as text
  expect(names.get(6)).toEqual(
    new Map([
      ["15", "Bob Baker"],
      ["6", "Alice Archer"],
    ]),
  );
});

test.each([
  ["is not there", new Response(null, { status: 404 })],
  ["is forbidden", new Response(null, { status: 403 })],
  ["is something else", "<html>Welcome</html>"],
])("where the export %s the numbers stay as they are", async (_, answer) => {
  const { context } = stubRedmine({ "/issues.csv": answer });

  const { names } = await fieldValueNames([{ id: 4, custom_fields: [reviewer("5")] }], context.redmine);

  expect(names.get(6)).toBeUndefined();
});
