import { describe, expect, test } from "vitest";
import { createIssue } from "../../../src/tools/issues/create-issue.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { updateIssue } from "../../../src/tools/issues/update-issue.ts";
import { logTime } from "../../../src/tools/time/log-time.ts";
import { updateTimeEntry } from "../../../src/tools/time/update-time-entry.ts";
import { fresh } from "./new-issue.ts";
import { untidy, type Who } from "./seed.ts";

// Writes on a Redmine that is neither English nor tidy: what an answer says is what two reads of Redmine say.
const day = (zone: string) => new Date().toLocaleDateString("sv-SE", { timeZone: zone });

/** A field of an issue as Redmine's API has it. */
async function stored(issue: number, field: string): Promise<unknown> {
  const { issue: read } = await untidy.ask("dieter", `/issues/${issue}.json`);
  return read.custom_fields.find(({ id }: { id: number }) => id === untidy.number(`FIELD_${field}`))?.value;
}

export function writes() {
  describe("what Redmine writes in another form is saved, not refused", () => {
    test.each<[string, string, unknown, unknown, string]>([
      ["Gewicht", "FLOAT", "7,5", "7.5", "Gewicht: none → 7.5"],
      ["Gewicht", "FLOAT", "4.250", "4.25", "Gewicht: none → 4.25"],
      ["Gewicht", "FLOAT", 12, "12", "Gewicht: none → 12"],
      ["Anzahl", "INT", "+5", "+5", "Anzahl: none → +5"],
      ["Fortschritt", "BAR", 45, "45", "Fortschritt: none → 45"],
      ["Fortschritt", "BAR", "45 %", "45", "Fortschritt: none → 45"],
      ["Freigegeben", "BOOL", "ja", "1", "Freigegeben: none → Yes"],
      ["Freigegeben", "BOOL", false, "0", "Freigegeben: none → No"],
      ["Geprüft", "CHECK", "Yes", "1", "Geprüft: none → Yes"],
      ["Region", "LIST", "nord, ost", "Nord, Ost", "Region: none → Nord, Ost"],
      ["Bereiche, alle", "LISTS", ["B", "A, B", "B"], ["A, B", "B"], "Bereiche, alle: none → B, “A, B”"],
      ["Kurztext", "STRING", "Rand  ", "Rand  ", "Kurztext: none → Rand"],
      ["Langtext", "TEXT", "a\r\nb\rc", "a\r\nb\rc", "Langtext: none → a b c"],
      ["Zugesagt am", "DATE", "2027-02-28", "2027-02-28", "Zugesagt am: none → 2027-02-28"],
    ])("%s (%s) as %j", async (name, field, value, saved, row) => {
      const id = await fresh();
      const { text, isError } = await untidy.call("dieter", updateIssue, {
        issue_id: id,
        custom_fields: { [name]: value },
      });
      expect(text).toContain(row);
      expect(isError).toBe(false);
      const kept = await stored(id, field);
      expect(Array.isArray(kept) ? kept.toSorted() : kept).toEqual(saved);
      expect(text).not.toContain("NOT");
    });

    test("somebody named twice is one person", async () => {
      const id = await fresh();
      const args = { issue_id: id, custom_fields: { Beteiligte: ["Müller, Dieter", "me", "Smith, Jr., John"] } };
      const { text, isError } = await untidy.call("dieter", updateIssue, args);
      expect(text).toContain("Beteiligte: none → “Müller, Dieter”, “Smith, Jr., John”");
      expect(isError).toBe(false);
    });

    test("create_issue and log_time say the same of such values", async () => {
      const created = await untidy.call("dieter", createIssue, {
        project_id: "Übung, groß",
        tracker_id: "Fehler",
        subject: "Zahlen",
        estimated_hours: "1h30",
        custom_fields: { Gewicht: "7,5", Freigegeben: "nein" },
      });
      expect(created.text).toContain("Gewicht: 7.5");
      expect(created.text).not.toContain("NOT");
      const id = Number(/#(\d+)/.exec(created.text)?.[1]);
      const logged = await untidy.call("yuki", logTime, {
        issue_id: id,
        hours: "1,25",
        activity: "Design",
        date: "today",
      });
      expect(logged.text).toMatch(/^Time entry \d+ was logged\./);
      expect(logged.text).toContain(`1.25 h, ${day("Asia/Tokyo")}, Design, “田中, 雪”`);
    });
  });

  describe("values that a field cannot hold are refused here, with those it can", () => {
    test.each<[string, unknown, string]>([
      ["Freigegeben", "vielleicht", "Allowed: Yes, No."],
      ["Fortschritt", 101, "a whole number from 0 to 100"],
      ["Anzahl", "7,5", "a whole number"],
      ["Gewicht", "schwer", "a number"],
      ["Region", "Nord", "“Nord, Ost”, Süd, West"],
      ["Zugesagt am", "2026-02-30", "there is no day 2026-02-30"],
      ["Zugesagt am", "bald", "“bald” is not a date"],
      ["Beleg", "datei.txt", "holds a file"],
    ])("%s as %j", async (name, value, reason) => {
      const id = await fresh();
      const { text, isError } = await untidy.call("dieter", updateIssue, {
        issue_id: id,
        custom_fields: { [name]: value },
      });
      expect(isError).toBe(true);
      expect(text).toContain(reason);
      expect(text).toContain("Nothing was changed.");
    });
  });

  describe("a change that would empty fields", () => {
    test("of the tracker is refused with the list, and done with accept_loss", async () => {
      const id = untidy.number("UNTIDY_FULL");
      const refused = await untidy.call("dieter", updateIssue, { issue_id: id, tracker_id: "Aufgabe, klein" });
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain("accept_loss: true");
      for (const row of [
        "Gewicht: 4.25",
        "Freigegeben: Yes",
        "Prüfer: Smith, Jr., John",
        "Category: Süd, Ost",
        "Version: 1.0, alt",
      ])
        expect(refused.text).toContain(row);
      expect(refused.text).toMatch(/Langtext: .*\d+ characters/);
      expect(refused.text).toMatch(/Description: \d+ characters/);
      expect(await stored(id, "FLOAT")).toBe("4.25");

      const done = await untidy.call("dieter", updateIssue, {
        issue_id: id,
        tracker_id: "Aufgabe, klein",
        accept_loss: true,
      });
      expect(done.isError).toBe(false);
      expect(done.text).toContain("Tracker: Fehler → Aufgabe, klein");
      expect(done.text).toContain("Lost: Gewicht was 4.25");
      expect(done.text).toMatch(/Lost: Langtext was .*characters/);
      expect(done.text).not.toContain("none → none");
    });

    test("of the project too; what the call itself sets is not lost", async () => {
      const id = untidy.number("UNTIDY_MOVING");
      await fresh({ project_id: "ziel", subject: "zeigt die Felder" });
      const refused = await untidy.call("dieter", updateIssue, { issue_id: id, project_id: "Ziel", version_id: "" });
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain("Gewicht: 4.25");
      expect(refused.text).toContain("Category: Süd, Ost");
      expect(refused.text).not.toContain("Kurztext");
      expect(refused.text).not.toContain("Version:");
    });
  });

  describe("today is the person's own day", () => {
    test.each<[Who, string]>([
      ["tama", "Pacific/Tongatapu"],
      ["parisa", "Asia/Tehran"],
      ["dieter", "Europe/Berlin"],
    ])("%s writes and finds it", async (who, zone) => {
      const created = await untidy.call(who, createIssue, {
        project_id: "uebung",
        tracker_id: "Fehler",
        subject: `heute ${who}`,
        start_date: "today",
        due_date: "+1m",
      });
      expect(created.text).toContain(`Start: ${day(zone)}`);
      const id = /#(\d+)/.exec(created.text)?.[1];
      const listed = await untidy.call(who, listIssues, { project_id: "uebung", created: "today", limit: 100 });
      expect(listed.text).toMatch(new RegExp(`^${id}\\|`, "m"));
      const before = await untidy.call(who, listIssues, { project_id: "uebung", created: "<=yesterday", limit: 100 });
      expect(before.text).not.toMatch(new RegExp(`^${id}\\|`, "m"));
    });
  });

  describe("what a call leaves empty", () => {
    test("stays empty in a new issue, whatever Redmine would fill in", async () => {
      const { text } = await untidy.call("dieter", createIssue, {
        project_id: "uebung",
        tracker_id: "Fehler",
        subject: "Leer",
        start_date: "",
        category_id: "Werkstatt",
        assignee_id: "",
      });
      const id = Number(/#(\d+)/.exec(text)?.[1]);
      const { issue } = await untidy.ask("dieter", `/issues/${id}.json`);
      expect(issue.start_date ?? null).toBeNull();
      if (issue.assigned_to) expect(text).toContain("NOT as requested: Assignee is 田中, 雪, not none");
      else expect(text).not.toContain("NOT");
    });
  });

  describe("names spelled with joiners", () => {
    test("are found as they are shown, and a repair of the spelling is a change", async () => {
      const id = await fresh({ subject: "میخواهم" });
      const { text, isError } = await untidy.call("parisa", updateIssue, {
        issue_id: id,
        subject: "می\u200cخواهم",
        version_id: "می\u200cخواهم 2",
      });
      expect(isError, text).toBe(false);
      const { issue } = await untidy.ask("parisa", `/issues/${id}.json`);
      expect(issue.subject).toBe("می\u200cخواهم");
      expect(issue.fixed_version.name).toBe("می\u200cخواهم 2");
    });
  });

  describe("time entries", () => {
    test("are changed by what was saved, in every form of hours", async () => {
      const id = await fresh();
      const logged = await untidy.call("anna", logTime, { issue_id: id, hours: 1, activity: "Design" });
      const entry = Number(/entry (\d+)/.exec(logged.text)?.[1]);
      for (const [hours, saved] of [
        ["2:20", 2.33],
        ["1h30", 1.5],
        ["0,75", 0.75],
        ["90m", 1.5],
      ] as const) {
        const { text, isError } = await untidy.call("anna", updateTimeEntry, { time_entry_id: entry, hours });
        expect(isError, text).toBe(false);
        expect(text).not.toContain("NOT");
        expect((await untidy.ask("anna", `/time_entries/${entry}.json`)).time_entry.hours).toBeCloseTo(saved, 2);
      }
    });
  });
}
