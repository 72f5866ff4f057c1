import { expect, test } from "vitest";
import { readIssueForm } from "../../src/redmine/issue-form.ts";

// The shape of Redmine 6.1's page of an issue, shortened
const page = `
<div id="history"><p><label for="issue_custom_field_values_77"><span>Not the form</span></label>
<input name="issue[custom_field_values][77]" class="string_cf cf_77"></p></div>
<form id="issue-form"><div id="all_attributes">
<p><label for="issue_subject">Subject<span class="required"> *</span></label><input name="issue[subject]"></p>
<p><label for="issue_due_date">Due date<span class="required"> *</span></label><input name="issue[due_date]"></p>
<p><label for="issue_start_date">Start date</label><input name="issue[start_date]"></p>
<p><label for="issue_custom_field_values_4"><span>Environment &amp; more</span> <span class="required">*</span></label><select name="issue[custom_field_values][4]" id="issue_custom_field_values_4" class="list_cf cf_4"><option value="">--- Please select ---</option><option value="Development">Development</option>
<option selected="selected" value="R&amp;D">R&amp;D</option></select></p>
<p><label><span>Areas</span></label><select name="issue[custom_field_values][5][]" class="list_cf cf_5" multiple="multiple"><option value="API">API</option></select><input type="hidden" name="issue[custom_field_values][5][]" value=""></p>
<p><label for="issue_custom_field_values_6"><span>Reviewer</span></label><select name="issue[custom_field_values][6]" class="user_cf cf_6"><option value="">&nbsp;</option><option value="5">&lt;&lt; me &gt;&gt;</option>
<option value="8">Dan Duarte</option></select></p>
<p><label><span title="help">Boxes</span></label><span class="list_cf cf_9 check_box_group"><label><input type="checkbox" name="issue[custom_field_values][9][]" value="One" /> One</label><label><input type="checkbox" name="issue[custom_field_values][9][]" value="Two" /> Two</label></span></p>
<p><label for="issue_custom_field_values_3"><span>Steps</span></label><textarea name="issue[custom_field_values][3]" class="text_cf cf_3 wiki-edit">
</textarea></p>
</div>
<p><label for="time_entry_custom_field_values_10"><span>Billable</span></label><select name="time_entry[custom_field_values][10]" class="bool_cf cf_10"><option value="1">Yes</option></select></p>
</form>`;

test("the form of an issue tells formats, values and what is required", async () => {
  expect(await readIssueForm(page)).toEqual({
    required: ["due_date"],
    labels: new Map([
      ["subject", "Subject"],
      ["due_date", "Due date"],
      ["start_date", "Start date"],
    ]),
    timeFields: [
      {
        id: 10,
        name: "Billable",
        format: "bool",
        required: false,
        multiple: false,
        values: [{ label: "Yes", value: "1" }],
      },
    ],
    fields: [
      {
        id: 4,
        name: "Environment & more",
        format: "list",
        required: true,
        multiple: false,
        values: [
          { label: "Development", value: "Development" },
          { label: "R&D", value: "R&D" },
        ],
      },
      {
        id: 5,
        name: "Areas",
        format: "list",
        required: false,
        multiple: true,
        values: [{ label: "API", value: "API" }],
      },
      {
        id: 6,
        name: "Reviewer",
        format: "user",
        required: false,
        multiple: false,
        values: [{ label: "Dan Duarte", value: "8" }],
      },
      {
        id: 9,
        name: "Boxes",
        format: "list",
        required: false,
        multiple: true,
        values: [
          { label: "One", value: "One" },
          { label: "Two", value: "Two" },
        ],
      },
      { id: 3, name: "Steps", format: "text", required: false, multiple: false },
    ],
  });
});

test("a page without a form tells nothing", async () => {
  expect(await readIssueForm("<html><body>Memory grows</body></html>")).toBeUndefined();
});

test.each(["<< me >>", "<< ich >>", "<< 自分 >>", "<< moi >>"])(
  "the user's own entry %j is no person of that name",
  async (label) => {
    const translated = page.replace("&lt;&lt; me &gt;&gt;", label.replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
    const people = (await readIssueForm(translated, 5))?.fields.find(({ id }) => id === 6)?.values;
    expect(people).toEqual([{ label: "Dan Duarte", value: "8" }]);
  },
);

test("somebody else who calls himself << ich >> is a person", async () => {
  const renamed = page.replace("Dan Duarte", "&lt;&lt; ich &gt;&gt;");
  const people = (await readIssueForm(renamed, 5))?.fields.find(({ id }) => id === 6)?.values;
  expect(people).toEqual([{ label: "<< ich >>", value: "8" }]);
});

test("a large or a broken page takes a time that grows with its size only", async () => {
  const begun = performance.now();
  await readIssueForm(`<div id="all_attributes">${'<label for="issue_due_date">'.repeat(20_000)}`);
  await readIssueForm(`<div id="all_attributes">${"<div>".repeat(20_000)}`);
  await readIssueForm(`${"<p>".repeat(2_000_000)}<div id="all_attributes">`);
  await readIssueForm(`<div id="all_attributes"><p>${"<span>".repeat(10_000)}${"</b></span x>".repeat(10_000)}`);
  const box = '<input type="checkbox" name="issue[custom_field_values][9][]" value="1" class="list_cf"> A';
  await readIssueForm(`<div id="all_attributes"><p><label><span>Boxes</span></label>${box.repeat(10_000)}</p>`);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test("a form of megabytes is read in parts, so that others' work goes on", async () => {
  const options = Array.from({ length: 20_000 }, (_, at) => `<option value="${at + 1}">First Last ${at + 1}</option>`);
  const form = page.replace('<option value="8">Dan Duarte</option>', options.join("\n"));
  let turns = 0;
  let counting = setImmediate(function count() {
    turns += 1;
    counting = setImmediate(count);
  });
  const people = (await readIssueForm(form))?.fields.find(({ id }) => id === 6)?.values;
  clearImmediate(counting);
  expect(people).toHaveLength(20_000);
  expect(turns).toBeGreaterThan(10);
});

test("a paragraph that is not closed ends where a block begins, and a text area holds text only", async () => {
  const form = await readIssueForm(`<div id="all_attributes">
    <p><label><span>Notes</span></label><textarea name="issue[custom_field_values][3]" class="text_cf"><p><label for="issue_due_date"><b class="required"></textarea>
    <div>Between <input name="issue[custom_field_values][8]" class="string_cf"></div>
    <p><label><span>Second<select name="issue[custom_field_values][4]" class="list_cf"><option value="A">A<option value="B">B &amp; C</select></p>`);
  expect(form).toEqual({
    required: [],
    labels: new Map(),
    timeFields: [],
    fields: [
      { id: 3, name: "Notes", format: "text", required: false, multiple: false },
      expect.objectContaining({
        id: 4,
        values: [
          { label: "A", value: "A" },
          { label: "B & C", value: "B" },
        ],
      }),
    ],
  });
});
