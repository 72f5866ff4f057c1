import { describe, expect, test } from "vitest";
import { listMembers, saveMembership } from "../../../src/tools/members.ts";
import { updateTimeEntry } from "../../../src/tools/time/update-time-entry.ts";
import { changeWatchers } from "../../../src/tools/watchers.ts";
import { callsTo, type Redmine } from "../../support/seeded-redmine.ts";
import { numberIn } from "./number-in.ts";

/** Members, watchers, and time entries changed later. */
export function peopleAndTime(redmine: Redmine): void {
  const { said, refusal } = callsTo(redmine);

  describe("members", () => {
    test("are listed with roles, and with what a group gives", async () => {
      const text = await said("bob", listMembers, { project_id: "alpha" });
      expect(text).toMatch(/^\d members\.\n<redmine>\n- Alice Archer \(user 5\): Manager\n/);
      expect(text).toContain("- group Developers (group 9): Developer\n- Dan Duarte (user 8): Developer (inherited)\n");
      expect(await refusal("bob", listMembers, { project_id: "secret" })).toContain("There is no project “secret”");
    });

    test("get roles by name, and others instead", async () => {
      const carol = { project_id: "alpha", member: 7 };
      const made = await said("alice", saveMembership, { ...carol, roles: ["reporter", "Developer"] });
      const id = numberIn(made, /^Membership (\d+) was created\.\n<redmine>\nCarol Chen \(user 7\): /);
      const at = `/memberships/${id}.json`;
      try {
        const change = { project_id: "Alpha", member: "carol chen", roles: ["Reporter"] };
        expect(await said("alice", saveMembership, change)).toBe(
          `Membership ${id} was changed.\n<redmine>\nCarol Chen (user 7): Reporter\nRoles: Reporter, Developer → Reporter\n</redmine>`,
        );
        expect(await redmine().ask(at)).toMatchObject({
          membership: { user: { id: 7 }, roles: [{ name: "Reporter" }] },
        });
      } finally {
        await redmine().remove(at);
      }
    });

    test("of a group keep what the group gives, and a group's roles are everybody's in it", async () => {
      const dan = { project_id: "alpha", member: "Dan Duarte" };
      expect(await said("alice", saveMembership, { ...dan, roles: ["Reporter"] })).toContain(
        "was changed. Inherited roles stay: they come from a group or from the parent project.",
      );
      const group = { project_id: "alpha", member: "Developers", roles: ["Developer"] };
      expect(await said("alice", saveMembership, group)).toContain("Everybody in this group has these roles");
    });

    test("are refused with a reason", async () => {
      const here = { project_id: "alpha", roles: ["Manager"] };
      expect(await refusal("bob", saveMembership, { ...here, member: "me" })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", saveMembership, { ...here, member: "Zoe Zimmer" })).toContain(
        "no person “Zoe Zimmer”",
      );
      expect(await refusal("alice", saveMembership, { ...here, member: "Bob Baker", roles: ["Boss"] })).toContain(
        "There is no role “Boss” that this user can use. There are: Manager, Developer, Reporter.",
      );
      expect(await refusal("alice", saveMembership, { ...here, member: 5, roles: [] })).toContain("at least one role");
    });
  });

  describe("watchers", () => {
    const watchersOf = async (id: number) => redmine().ask(`/issues/${id}.json?include=watchers`);

    test("are added and removed by name, and read back", async () => {
      const added = await said("alice", changeWatchers, { issue_id: 12, add: ["Bob Baker", "me"] });
      expect(added).toMatch(
        /^The list of watchers of issue #12 was changed\.\n<redmine>\nWatchers: [^\n]* → [^\n]*Bob Baker/,
      );
      const removed = await said("alice", changeWatchers, { issue_id: "#12", remove: ["bob baker", "me"] });
      expect(removed).toMatch(/Bob Baker.* → (?!.*Bob Baker)/);
      expect(await watchersOf(12)).not.toMatchObject({ issue: { watchers: [{ id: 6 }] } });
    });

    test("that Redmine leaves out without a word are told", async ({ skip }) => {
      skip(redmine().takesAnyWatcher, "this Redmine leaves nobody out");
      const text = await refusal("alice", changeWatchers, { issue_id: 68, add: [7] });
      expect(text).toContain("was NOT changed: Redmine ignored the request without an error.");
      expect(text).toContain("A watcher must be able to see the issue.");
      expect(text).toMatch(/NOT changed: Watchers is .*, not .*user 7\n/);
    });

    test("are as Redmine has them where it leaves nobody out", async ({ skip }) => {
      skip(!redmine().takesAnyWatcher, "this Redmine leaves out who cannot see the issue");
      expect(await said("alice", changeWatchers, { issue_id: 68, add: [7] })).toMatch(/Watchers: .* → .*Carol Chen\n/);
      expect(await watchersOf(68)).toMatchObject({ issue: { watchers: [{ id: 7 }] } });
      await said("alice", changeWatchers, { issue_id: 68, remove: [7] });
      expect(await watchersOf(68)).toMatchObject({ issue: { watchers: [] } });
    });

    test("are refused with a reason", async () => {
      const issue = { issue_id: 12 };
      expect(await refusal("bob", changeWatchers, { ...issue, add: ["me"] })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("bob", changeWatchers, { ...issue, remove: [5] })).toContain(
        "Redmine does not let this user",
      );
      expect(await refusal("alice", changeWatchers, { ...issue, add: ["Zoe Z"] })).toContain("Nothing was changed.");
      expect(await refusal("alice", changeWatchers, issue)).toContain("Give add or remove");
      expect(await refusal("alice", changeWatchers, { issue_id: 99_999, add: ["me"] })).toContain("no issue #99999");
    });
  });

  describe("a time entry", () => {
    const entry = (more: object) => ({
      time_entry: { issue_id: 2, hours: 1, activity_id: 8, spent_on: "2026-02-03", ...more },
    });

    test("is changed field by field, moved, and read back", async () => {
      const id = await redmine().create("/time_entries.json", entry({ user_id: 5 }));
      const at = `/time_entries/${id}.json`;
      const one = { time_entry_id: id };
      try {
        const change = {
          hours: "2:20",
          comment: "corrected",
          activity: "development",
          custom_fields: { billable: false },
        };
        expect(await said("alice", updateTimeEntry, { ...one, ...change })).toBe(
          `Time entry ${id} was changed.\n<redmine>\n2.33 h, 2026-02-03, Development, Alice Archer, #2, Billable No: corrected\nHours: 1 h → 2.33 h\nActivity: Design → Development\nComment: none → corrected\nBillable: Yes → No\n</redmine>`,
        );
        const moved = await said("alice", updateTimeEntry, {
          ...one,
          project_id: "alpha",
          user: "Bob Baker",
          date: "2026-02-04",
        });
        expect(moved).toContain("2.33 h, 2026-02-04, Development, Bob Baker, Alpha");
        expect(await said("alice", updateTimeEntry, { ...one, issue_id: 5 })).toContain("Bob Baker, #5");
        expect(await redmine().ask(at)).toMatchObject({
          time_entry: { hours: 2.33, comments: "corrected", issue: { id: 5 }, user: { id: 6 }, spent_on: "2026-02-04" },
        });
      } finally {
        await redmine().remove(at);
      }
    });

    test("is refused with a reason", async () => {
      const one = { time_entry_id: 1 };
      expect(await refusal("bob", updateTimeEntry, { ...one, hours: 3 })).toContain("Redmine does not let this user");
      expect(await refusal("alice", updateTimeEntry, { ...one, hours: "soon" })).toContain("Nothing was changed.");
      expect(await refusal("alice", updateTimeEntry, one)).toContain("nothing to change");
      expect(await refusal("alice", updateTimeEntry, { ...one, issue_id: 1, project_id: 1 })).toContain("not both");
      expect(await refusal("alice", updateTimeEntry, { ...one, activity: "Desing" })).toContain(
        "There are: Design, Development.",
      );
      expect(await refusal("alice", updateTimeEntry, { time_entry_id: 99_999, hours: 1 })).toContain(
        "no time entry 99999",
      );
    });
  });
}
