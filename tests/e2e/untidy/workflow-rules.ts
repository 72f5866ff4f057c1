import { expect, test } from "vitest";
import { copyIssue } from "../../../src/tools/issues/copy-issue.ts";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { fresh, trackerId } from "./new-issue.ts";
import { untidy } from "./seed.ts";

// Fields that the workflow makes read-only or required, for one status.
const plain = (text: string) => text.replace(/<\/?redmine-[0-9a-f]+>/g, "");

export function workflowRules() {
  test("a read-only field is told as such, a required one by what it takes", async () => {
    const id = await fresh();
    const refused = await untidy.call("dieter", updateIssue, { issue_id: id, status_id: "In Progress" });
    await untidy.call("dieter", updateIssue, {
      issue_id: id,
      status_id: "In Progress",
      custom_fields: { Anzahl: 3 },
    });
    const readOnly = await untidy.call("dieter", updateIssue, { issue_id: id, due_date: "2027-01-01" });
    expect(`${refused.text}`).toMatch(/Anzahl/);
    expect(readOnly.isError).toBe(true);
    expect(readOnly.text).toContain("NOT changed: Due is none, not 2027-01-01");
    expect(plain(readOnly.text)).toContain(
      "Why: the workflow makes due_date read-only for this user in status In Progress.",
    );
  });

  const rigid = async () => fresh({ tracker_id: await trackerId("Starr") });

  test("what is required in the next status is named by its parameters, in whatever language Redmine answers", async () => {
    const id = await rigid();
    for (const who of ["dieter", "yuki", "parisa", "tama"] as const) {
      const { text, isError } = await untidy.call(who, updateIssue, { issue_id: id, status_id: "Resolved" });
      expect(isError).toBe(true);
      expect(plain(text)).toContain("Nothing was saved. Status Resolved has its own required fields.");
      for (const parameter of ["due_date", "assignee_id", "version_id", "category_id"])
        expect(text).toContain(`: ${parameter}.`);
      expect(plain(text)).toContain("Region takes one of: “Nord, Ost”, Süd, West. (custom_fields)");
      expect(plain(text)).toMatch(/Prüfer takes one of: .*“Müller, Dieter”/);
    }
    const { issue } = await untidy.ask("dieter", `/issues/${id}.json`);
    expect(issue.status.name).toBe("New");
  });

  test("each read-only field is named with the status that makes it so: on a change, with the status, on a create, on a copy", async () => {
    const id = await rigid();
    const moved = await untidy.call("dieter", updateIssue, {
      issue_id: id,
      status_id: "In Progress",
      due_date: "2027-01-01",
      custom_fields: { Region: "West" },
    });
    expect(moved.isError).toBe(false);
    expect(plain(moved.text)).toContain("NOT changed: Region is none, not West");
    expect(plain(moved.text)).toContain("makes due_date, “Region” read-only for this user in status In Progress.");

    const other = await rigid();
    const all = await untidy.call("dieter", updateIssue, {
      issue_id: id,
      subject: "anders",
      description: "x",
      priority_id: "Urgent",
      assignee_id: "me",
      category_id: "Werkstatt",
      version_id: "3.0",
      parent_id: other,
      start_date: "2026-01-01",
      due_date: "2027-01-01",
      estimated_hours: 3,
      custom_fields: { Prüfer: "me" },
    });
    expect(all.isError).toBe(true);
    expect(plain(all.text)).toContain(
      "makes subject, description, priority_id, assignee_id, category_id, version_id, parent_id, start_date, due_date, estimated_hours, “Prüfer” read-only for this user in status In Progress.",
    );

    const project = { project_id: "uebung", tracker_id: "Starr", subject: "Mit Schätzung", estimated_hours: 3 };
    const created = await untidy.call("dieter", createIssue, project);
    expect(plain(created.text)).toContain("NOT as requested: Estimated is none, not 3 h");
    expect(plain(created.text)).toContain("makes estimated_hours read-only for this user in status New.");
    const copied = await untidy.call("dieter", copyIssue, { issue_id: other, fields: { estimated_hours: 2 } });
    expect(plain(copied.text)).toContain("makes estimated_hours read-only for this user in status New.");
  });

  test("names in a field are ids where the newest issue's form does not show the field; read-only, it is refused first", async () => {
    const id = await rigid();
    const newest = await rigid();
    await untidy.call("dieter", updateIssue, { issue_id: newest, status_id: "In Progress" });
    untidy.forget();
    const { text, isError } = await untidy.call("dieter", updateIssue, {
      issue_id: id,
      custom_fields: { Prüfer: "Smith, Jr., John" },
    });
    expect(isError, text).toBe(false);
    expect(plain(text)).toContain("Prüfer: none → Smith, Jr., John");
    const refused = await untidy.call("dieter", updateIssue, { issue_id: newest, custom_fields: { Prüfer: "me" } });
    expect(plain(refused.text)).toContain("“Prüfer” is read-only for this user in status In Progress");
    expect(refused.text).toContain("Nothing was changed.");
  });
}
