import { describe, expect, test } from "vitest";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { listIssues } from "../../../src/tools/issues/list-issues.ts";
import { listMembers } from "../../../src/tools/members.ts";
import { getProject } from "../../../src/tools/projects/read-projects.ts";
import { weeklyReport } from "../../../src/tools/prompts/issue-lists.ts";
import { getRoadmap } from "../../../src/tools/roadmap.ts";
import { listTimeEntries } from "../../../src/tools/time/list-time-entries.ts";
import { joiners, read, untidy, type Who } from "./seed.ts";

// Names, values, history and time come out as they are.
export function reads() {
  describe("an issue whose every custom field is filled", () => {
    const rows = [
      "Assignee: Müller, Dieter",
      "Category: Süd, Ost",
      "Version: 1.0, alt",
      "Verweis: https://example.net/a,b",
      "Anzahl: 7",
      "Gewicht: 4.25",
      "Zugesagt am: 2026-03-15",
      "Region: Nord, Ost",
      "Bereiche, alle: “A, B”, B",
      "Freigegeben: Yes",
      "Geprüft: Yes",
      "Reifegrad: Fertig",
      "Kanäle: “Entwurf, roh”, Fertig",
      "Prüfer: Smith, Jr., John",
      "Beteiligte: “Müller, Dieter”, “Smith, Jr., John”",
      "Betroffen: 1.0, alt",
      `Betroffene: “1.0, alt”, ${joiners} 2`,
      "Fortschritt: 40",
    ];

    test.each<Who>(["dieter", "yuki", "parisa", "tama"])("reads the same to %s", async (who) => {
      const lines = (await read(who, getIssueDetails, { issue_id: untidy.number("UNTIDY_FULL") })).split("\n");
      expect(lines).toEqual(expect.arrayContaining(rows));
      expect(lines).toContain(`Kurztext: ${"x".repeat(1000)}`);
    });

    test("and as a row of a list", async () => {
      const columns = rows.slice(4).map((row) => row.slice(0, row.indexOf(":")));
      const { text } = await untidy.call("yuki", listIssues, {
        project_id: "uebung",
        columns,
        subject: "Alles gefüllt",
      });
      const [, head = "", row = ""] = /\n(#\|.*)\n(\d+\|.*)/.exec(text) ?? [];
      const cells = Object.fromEntries(head.split("|").map((title, at) => [title, row.split("|")[at]]));
      const above = /In all rows: (.*)/.exec(text)?.[1] ?? "";
      for (const expected of rows.slice(4)) {
        const [title = "", value = ""] = expected.split(/: (.*)/);
        expect(cells[title] ?? above, title).toContain(value);
      }
    });

    test("a text that is cut can be read to its end", async () => {
      const issue_id = untidy.number("UNTIDY_FULL");
      let whole = "";
      for (let offset: number | undefined = 0; offset !== undefined; ) {
        const text = await read("dieter", getIssueDetails, { issue_id, field: "Langtext", offset });
        whole += /<redmine-\w+>\n(.*)\n<\/redmine/s.exec(text)?.[1];
        offset = Number(/More: offset=(\d+)/.exec(text)?.[1]) || undefined;
        if (offset !== undefined && whole.length < offset) whole += "\n";
      }
      const lines = whole.split("\n");
      expect(lines.length).toBe(6_000);
      expect(lines.at(-1)).toBe("Zeile 6000: längerer Text");
    });
  });

  describe("names are found as they are shown, in every language", () => {
    test.each<[Who, object]>([
      ["dieter", { assignee_id: "Müller, Dieter" }],
      ["yuki", { assignee_id: "Dieter Müller" }],
      ["parisa", { author_id: "Müller, Dieter" }],
      ["dieter", { version_id: "1.0, alt" }],
      ["dieter", { category_id: "Süd, Ost" }],
      ["yuki", { custom_fields: { Region: "Nord, Ost" } }],
      ["yuki", { custom_fields: { "Bereiche, alle": "A, B" } }],
      ["parisa", { custom_fields: { Prüfer: "Smith, Jr., John" } }],
      ["dieter", { custom_fields: { Beteiligte: "Müller, Dieter" } }],
      ["dieter", { custom_fields: { Freigegeben: "ja" } }],
      ["yuki", { custom_fields: { Freigegeben: "Yes" } }],
      ["parisa", { custom_fields: { Geprüft: true } }],
      ["dieter", { custom_fields: { Reifegrad: "Fertig" } }],
      ["dieter", { custom_fields: { Kanäle: "Entwurf, roh" } }],
      ["dieter", { custom_fields: { Betroffen: "1.0, alt" } }],
      ["parisa", { custom_fields: { Betroffene: `${joiners} 2` } }],
      ["dieter", { custom_fields: { Gewicht: "4,25" } }],
      ["dieter", { custom_fields: { Gewicht: "4,2..4,3" } }],
      ["dieter", { custom_fields: { Fortschritt: 40 } }],
      ["dieter", { custom_fields: { "Zugesagt am": "2026-03-15" } }],
    ])("%s asks for %j", async (who, conditions) => {
      const text = await read(who, listIssues, { project_id: "Übung, groß", ...conditions });
      expect(text).toMatch(new RegExp(`^${untidy.number("UNTIDY_FULL")}\\|.*Alles gefüllt$`, "m"));
      expect(text).toMatch(/^[23] open issues/);
    });

    test("a bar in a subject is part of it", async () => {
      const { id } = await untidy.issue("dieter", { subject: "links|rechts" });
      const listed = (subject: string) => read("dieter", listIssues, { project_id: "uebung", status_id: "*", subject });
      expect(await listed("links|rechts")).toMatch(new RegExp(`^${id}\\|`, "m"));
      expect(await listed("links|fehlt")).toBe("No issues found.");
      await untidy.send("dieter", "DELETE", `/issues/${id}.json`, {});
    });

    test("a subject of joiners is found by its words", async () => {
      const text = await read("parisa", listIssues, { project_id: "uebung", subject: joiners });
      expect(text).toContain(`${joiners} 👨\u200d👩\u200d👧`);
    });

    test.each([
      ["Freigegeben", "Yes|2"],
      ["Bereiche, alle", "“A, B”, B|2"],
      ["Kanäle", "“Entwurf, roh”, Fertig|2"],
      ["Beteiligte", "“Müller, Dieter”, “Smith, Jr., John”|2"],
      ["Betroffene", `“1.0, alt”, ${joiners} 2|2`],
      ["assignee_id", "Müller, Dieter|2"],
    ])("grouped by %s", async (field, row) => {
      expect(await read("yuki", listIssues, { project_id: "uebung", group_by: [field] })).toContain(`\n${row}|`);
    });
  });

  describe("what a project has", () => {
    test("is listed with names that can be told apart", async () => {
      const lines = (await read("yuki", getProject, { project_id: "uebung" })).split("\n");
      expect(lines).toEqual(
        expect.arrayContaining([
          "Trackers: Fehler, “Aufgabe, klein”, Starr",
          "Categories: “Süd, Ost”, Werkstatt",
          `Versions: “1.0, alt”, ${joiners} 2, 3.0`,
          "- Region: one of “Nord, Ost”, Süd, West",
          `- Bereiche, alle: several of “A, B”, A, B, ${joiners}`,
          "- Fortschritt: whole number from 0 to 100",
          "- Freigegeben: yes/no",
          "- Beleg: file",
        ]),
      );
      expect(lines.find((line) => line.startsWith("Members: "))).toContain(
        `“ره\u200cنما, پریسا” (Mitarbeit, erfahren), “Fifita, Tama” (Mitarbeit, erfahren)`,
      );
    });

    test("and where its names stand alone they are as they are", async () => {
      expect(await read("tama", listMembers, { project_id: "uebung" })).toContain(
        `- Smith, Jr., John (user ${untidy.id("smith")}): Mitarbeit, erfahren`,
      );
      expect(await read("tama", getRoadmap, { project_id: "uebung" })).toMatch(
        /^- 1\.0, alt \(id \d+, open\): 0 of 2/m,
      );
    });
  });

  describe("the history", () => {
    test("has both sides of every kind of field, for each reader", async () => {
      const { trackers } = await untidy.ask("dieter", "/trackers.json");
      const tracker_id = trackers.find(({ name }: { name: string }) => name === "Fehler").id;
      const cf = (values: Record<string, unknown>) =>
        Object.entries(values).map(([name, value]) => ({ id: untidy.number(`FIELD_${name}`), value }));
      const people = (...who: Who[]) => who.map((each) => String(untidy.id(each)));
      const { versions } = await untidy.ask("dieter", "/projects/uebung/versions.json");
      const [old, middle] = versions.map(({ id }: { id: number }) => String(id));
      const issue = { project_id: "uebung", tracker_id, subject: "Verlauf" };
      const made = await untidy.send("dieter", "POST", "/issues.json", {
        issue: { ...issue, custom_fields: cf({ USERS: people("dieter", "smith"), LISTS: ["A, B", "B"] }) },
      });
      const { id } = ((await made.json()) as { issue: { id: number } }).issue;
      for (const [one, other] of [
        [{ USERS: people("dieter", "yuki"), LISTS: ["A, B", "A"] }, {}],
        [{ USERS: people("yuki") }, {}],
        [
          { USER: people("smith")[0], BOOL: "1", CHECK: "1", FLOAT: "7,5", BAR: "40", VERSIONS: [old, middle] },
          { is_private: true, fixed_version_id: old, assigned_to_id: untidy.id("parisa") },
        ],
        [
          { USER: people("parisa")[0], BOOL: "0", CHECK: "", FLOAT: "", VERSIONS: [middle] },
          { is_private: false, fixed_version_id: middle, assigned_to_id: untidy.id("yuki") },
        ],
      ]) {
        await untidy.send("dieter", "PUT", `/issues/${id}.json`, { issue: { ...other, custom_fields: cf(one ?? {}) } });
      }
      const related = { issue_to_id: untidy.number("UNTIDY_FULL"), relation_type: "blocked" };
      await untidy.send("dieter", "POST", `/issues/${id}/relations.json`, { relation: related });

      for (const who of ["dieter", "parisa"] as const) {
        const text = await read(who, getIssueDetails, { issue_id: id });
        for (const part of [
          "Bereiche, alle: added A, removed B; Beteiligte: added 田中, 雪, removed Smith, Jr., John",
          "Beteiligte: removed Müller, Dieter",
          "Freigegeben: none → Yes",
          "Geprüft: none → Yes",
          "Gewicht: none → 7.5",
          "Fortschritt: none → 40",
          "Prüfer: none → Smith, Jr., John",
          `Betroffene: added “1.0, alt”, ${joiners} 2`,
          `Version: 1.0, alt → ${joiners} 2`,
          "Assignee: ره\u200cنما, پریسا → 田中, 雪",
          "Freigegeben: Yes → No",
          "Geprüft: Yes → none",
          "Prüfer: Smith, Jr., John → ره\u200cنما, پریسا",
          "Betroffene: removed 1.0, alt",
          `Relation added: blocked by #${untidy.number("UNTIDY_FULL")}`,
        ])
          expect(text).toContain(part);
        expect(text).toContain(`\nRelations: blocked by #${untidy.number("UNTIDY_FULL")} (New: Alles gefüllt)\n`);
      }
    });
  });

  describe("time", () => {
    test("is summed by people and values whose names hold commas", async () => {
      const { time_entry_activities } = await untidy.ask("dieter", "/enumerations/time_entry_activities.json");
      const activity_id = time_entry_activities.find(({ name }: { name: string }) => name === "Design").id;
      const { time_entries } = await untidy.ask("dieter", "/time_entries.json?limit=1");
      const { id: field } = time_entries[0].custom_fields.find(({ name }: { name: string }) => name === "Kostenart");
      for (const [who, hours, value] of [
        ["dieter", "1,25", "Reise, Ausland"],
        ["yuki", "2.5", "Büro"],
        ["smith", "0.5", "Reise, Ausland"],
      ] as const) {
        const entry = { issue_id: untidy.number("UNTIDY_FULL"), hours, activity_id, spent_on: "2026-04-01" };
        const custom_fields = [{ id: field, value }];
        await untidy.send(who, "POST", "/time_entries.json", { time_entry: { ...entry, custom_fields } });
      }
      const place = { project_id: "uebung", from: "2026-04-01", to: "2026-04-01" };
      const listed = await read("parisa", listTimeEntries, place);
      expect(listed).toMatch(/^3 time entries, 4\.25 h\./);
      expect(listed).toContain("By person: “田中, 雪” 2.5 h, “Müller, Dieter” 1.25 h, “Smith, Jr., John” 0.5 h");
      expect(listed).toContain("“Müller, Dieter”, Billable Yes, Kostenart “Reise, Ausland”");
      const sums = await read("yuki", listTimeEntries, { ...place, group_by: ["Kostenart"] });
      expect(sums).toContain("\nReise, Ausland|2|1.75 h\nBüro|1|2.5 h\n");
      expect(await read("dieter", listTimeEntries, { ...place, user: "Smith, Jr., John" })).toMatch(
        /^1 time entry, 0\.5/,
      );
    });

    test("the weekly report ends with the person's own day", async () => {
      const day = new Date().toLocaleDateString("sv-SE", { timeZone: "Pacific/Tongatapu" });
      expect((await untidy.prompt("tama", weeklyReport, { project_id: "uebung" })).text).toContain(` to ${day}, from`);
    });
  });
}
