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

test("several values in one field get their names from the field's filter, so that names may hold commas", async () => {
  const { context, requests } = stubRedmine({
    "/issues.csv": csv('#,Reviewer\n4,"Baker, Bob, Archer, Alice"\n'),
    "/projects/1/issues.html": `<script>\nvar availableFilters = ${JSON.stringify({
      cf_6: {
        type: "list_optional",
        name: "Reviewer",
        values: [
          ["<< me >>", "me"],
          ["Archer, Alice", "6", "active"],
          ["Baker, Bob", "15", "active"],
        ],
      },
    })};\n</script>`,
  });
  const project = { id: 1, name: "Alpha" };
  const issue = { id: 4, project, custom_fields: [{ ...reviewer(["6", "15"]), multiple: true }] };

  const { names } = await fieldValueNames([issue], context.redmine);

  expect(names.get(6)?.get("6")).toBe("Archer, Alice");
  expect(names.get(6)?.get("15")).toBe("Baker, Bob");
  expect(requests.at(-1)).toBe("GET /projects/1/issues.html?set_filter=1&issue_id=0&cf_6=*");
});

test("where neither the list's page nor the form tells them, the numbers stay as they are", async () => {
  const { context } = stubRedmine({ "/issues.csv": csv('#,Reviewer\n4,"Baker, Bob, Archer, Alice"\n') });
  const project = { id: 1, name: "Alpha" };
  const issue = { id: 4, project, custom_fields: [{ ...reviewer(["6", "15"]), multiple: true }] };

  const { names } = await fieldValueNames([issue], context.redmine);

  expect(names.get(6)?.size ?? 0).toBe(0);
});

test("several numbers that are just numbers stay numbers, and cost nothing more", async () => {
  const { context, requests } = stubRedmine({ "/issues.csv": csv('#,Sizes\n4,"12, 7"\n') });
  const issue = { id: 4, custom_fields: [{ id: 6, name: "Sizes", multiple: true, value: ["7", "12"] }] };

  const { plain } = await fieldValueNames([issue], context.redmine);

  expect(plain).toEqual(new Set([6]));
  expect(requests).toHaveLength(1);
});

test("fields of the same name, and of the name of a column, are told apart", async () => {
  const { context } = stubRedmine({ "/issues.csv": csv("#,Reviewer,Reviewer\n4,Alice Archer,Bob Baker\n") });
  const issue = { id: 4, custom_fields: [reviewer("5"), { id: 7, name: "Reviewer", value: "6" }] };

  const { names } = await fieldValueNames([issue], context.redmine);

  expect([names.get(6)?.get("5"), names.get(7)?.get("6")]).toEqual(["Alice Archer", "Bob Baker"]);
});

test("a file in a field is shown with the number that get_attachment takes", async () => {
  const { context } = stubRedmine({
    "/issues.csv": csv("#,Contract,Version\n4,plan.pdf,v1.x\n"),
    "/attachments/31.json": { attachment: { id: 31, filename: "plan.pdf", filesize: 1, created_on: "2026" } },
    "/attachments/5.json": { attachment: { id: 5, filename: "other.txt", filesize: 1, created_on: "2026" } },
  });
  const file = { id: 8, name: "Contract", value: "31" };
  const issue = { id: 4, custom_fields: [file, { id: 9, name: "Version", value: "5" }] };

  const { names } = await fieldValueNames([issue], context.redmine);

  expect([names.get(8)?.get("31"), names.get(9)?.get("5")]).toEqual(["plan.pdf (id 31)", "v1.x"]);
});

test("a file without an extension is found by one look a field, and all files of that field are numbered", async () => {
  const at = (id: number, filename: string) => ({ attachment: { id, filename, filesize: 1, created_on: "2026" } });
  const { context, requests } = stubRedmine({
    "/issues.csv": csv("#,Contract,State\n4,LICENSE,Done\n5,README,Open\n"),
    "/attachments/31.json": at(31, "LICENSE"),
    "/attachments/32.json": at(32, "README"),
    "/attachments/5.json": at(5, "other"),
  });
  const fields = (file: string, state: string) => [
    { id: 8, name: "Contract", value: file },
    { id: 9, name: "State", value: state },
  ];
  const issues = [
    { id: 4, custom_fields: fields("31", "5") },
    { id: 5, custom_fields: fields("32", "6") },
  ];

  const { names } = await fieldValueNames(issues, context.redmine);
  expect([...(names.get(8)?.values() ?? [])]).toEqual(["LICENSE (id 31)", "README (id 32)"]);
  expect([...(names.get(9)?.values() ?? [])]).toEqual(["Done", "Open"]);
  expect(requests.filter((request) => request.includes("attachments"))).toHaveLength(3);

  await fieldValueNames([{ id: 6, custom_fields: fields("31", "7") }], context.redmine);
  expect(requests.filter((request) => request.includes("attachments"))).toHaveLength(3);
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

test.each([
  [
    "versions go by their own name",
    [
      ["Alpha - 1.0, alt", "6", "open"],
      ["Alpha - 2", "15", "open"],
    ],
    "1.0, alt",
  ],
  [
    "other names keep the project's in them",
    [
      ["Alpha - one", "6"],
      ["Two", "15"],
    ],
    "Alpha - one",
  ],
])("%s, where a filter has the project's name before them", async (_, values, name) => {
  const { context } = stubRedmine({
    "/issues.csv": csv('#,Affected\n4,"1.0, alt, 2"\n'),
    "/projects/1/issues.html": `<script>\nvar availableFilters = ${JSON.stringify({
      cf_6: { type: "list_optional", name: "Affected", values },
    })};\n</script>`,
  });
  const issue = {
    id: 4,
    project: { id: 1, name: "Alpha" },
    custom_fields: [{ id: 6, name: "Affected", value: ["6", "15"] }],
  };
  const { names } = await fieldValueNames([issue], context.redmine);
  expect(names.get(6)?.get("6")).toBe(name);
});
