import { z } from "zod";
import type { RedmineWriter } from "../../redmine/client.ts";
import { choose } from "../../redmine/lookups/named-list.ts";
import { type Project, resolveProject } from "../../redmine/lookups/projects.ts";
import { roles as roleList } from "../../redmine/lookups/roles.ts";
import { path } from "../../redmine/path.ts";
import { type Membership, membership as membershipSchema } from "../../redmine/schemas/membership.ts";
import { nameOrId } from "../name-or-id.ts";
import { butNot, notTaken } from "../not-taken.ts";
import { personOrMe } from "../person-or-me.ts";
import { readAgain, unread } from "../read-again.ts";
import { defineTool } from "../tool.ts";
import { membershipFor, membershipInWords, readMemberships } from "./read-memberships.ts";

const membershipAnswer = z.object({ membership: membershipSchema });

export const saveMembership = defineTool({
  name: "save_membership",
  title: "Give roles in a project",
  description: "Makes a person or group a member of a project with these roles, or replaces the roles they have.",
  access: "write",
  toolset: "people",
  scopes: ["view_members", "manage_members"],
  extraScopes: ["view_issues"],
  input: z.object({
    project_id: nameOrId,
    member: nameOrId.describe("person or group; groups that are no members yet by id"),
    roles: z.array(nameOrId).min(1, { error: "give at least one role" }).max(20),
  }),
  run: async ({ project_id, member, roles }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const known = await readMemberships(project, redmine);
    const before = membershipFor(member === "me" ? redmine.userId : member, known);
    const wanted = await Promise.all(roles.map((role) => choose(roleList, role, redmine, lookups)));
    const role_ids = [...new Set(wanted.map(({ id }) => id))];

    const id = before
      ? await change(before, role_ids, redmine)
      : await add((await personOrMe(member, project, redmine, lookups)).id, role_ids, project, redmine);
    lookups.forget(`members:${project.id}`);
    lookups.forget("account"); // it may be the user's own membership

    const answer = await readAgain(
      redmine.get(path`memberships/${id}.json`, membershipAnswer, { what: `membership ${id}` }),
    );
    if (!answer) return unread(`membership ${id}`);
    const { membership: after } = answer;
    const own = after.roles.filter(({ inherited }) => !inherited);
    const ignored = notTaken({ "the roles": [role_ids.toSorted(), own.map((role) => role.id).toSorted()] });
    const told = [
      `Membership ${id} was ${before ? "changed" : "created"}.${butNot(ignored)}`,
      after.roles.some(({ inherited }) => inherited) && "Roles by a group stay as long as the person is in that group.",
      after.group && "Everybody in this group has these roles in the project.",
    ].filter(Boolean);
    return `${told.join(" ")}\n${quote(membershipInWords(after))}`;
  },
});

async function add(principal: number, role_ids: number[], project: Project, redmine: RedmineWriter): Promise<number> {
  const { membership } = await redmine.post(
    path`projects/${project.id}/memberships.json`,
    { membership: { user_id: principal, role_ids } }, // takes groups too
    { what: `the members of project ${project.identifier}`, schema: membershipAnswer },
  );
  return membership.id;
}

async function change({ id }: Membership, role_ids: number[], redmine: RedmineWriter): Promise<number> {
  await redmine.put(path`memberships/${id}.json`, { membership: { role_ids } }, { what: `membership ${id}` });
  return id;
}
