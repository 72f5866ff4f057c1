import { line } from "../../format/clean.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { byName } from "../../redmine/lookups/named-list.ts";
import { allPages, pageSize } from "../../redmine/lookups/pages.ts";
import type { Project } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { type Membership, membershipList } from "../../redmine/schemas/membership.ts";
import { ToolRefusal } from "../tool-refusal.ts";

const maxMembers = 2_000;

/** All people and groups of a project, with the numbers of their memberships. */
export function readMemberships(project: Project, redmine: RedmineReader): Promise<Membership[]> {
  return allPages(async (offset) => {
    const answer = await redmine.get(path`projects/${project.id}/memberships.json`, membershipList, {
      what: `the members of project ${project.identifier}`,
      query: { limit: pageSize, offset },
    });
    return { rows: answer.memberships, total: answer.total_count };
  }, maxMembers);
}

/** Who it is about: a person or a group. */
export function memberOf({ user, group }: Membership): { id: number; name: string } | undefined {
  return user ?? group;
}

/** "Dan Duarte (user 8): Developer by a group" */
export function membershipInWords(membership: Membership): string {
  const { user, roles } = membership;
  const who = memberOf(membership);
  const told = roles.map(({ name, inherited }) => `${line(name, 60)}${inherited ? " by a group" : ""}`);
  return `${user ? "" : "group "}${line(who?.name ?? "?", 120)} (${user ? "user" : "group"} ${who?.id}): ${told.join(", ")}`;
}

/** The membership of a person or group by name or id; several of one name are refused. */
export function membershipFor(given: string | number, known: readonly Membership[]): Membership | undefined {
  const named = known.flatMap((membership) => {
    const who = memberOf(membership);
    return who ? [{ ...who, membership }] : [];
  });
  if (typeof given === "number") return named.find(({ id }) => id === given)?.membership;

  const fitting = byName(given, named);
  if (fitting.length > 1) {
    const ids = fitting.map(({ id }) => id).join(", ");
    throw new ToolRefusal(`Several members have this name: ${ids}. Give one of these ids. Nothing was changed.`);
  }
  return fitting[0]?.membership ?? named.find(({ id }) => String(id) === given)?.membership;
}
