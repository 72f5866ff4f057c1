import { z } from "zod";
import { amongOthers, line } from "../format/clean.ts";
import type { FieldStates } from "../format/field-states.ts";
import { rowsWithin } from "../format/text.ts";
import { lockedMembers } from "../redmine/accounts.ts";
import type { RedmineReader, RedmineWriter } from "../redmine/client.ts";
import { roles as roleList } from "../redmine/lists.ts";
import { byName, choose } from "../redmine/named-list.ts";
import { allPages, type Page, pageSize, pagesFrom } from "../redmine/paging.ts";
import { path } from "../redmine/path.ts";
import { type Membership, membershipList, membership as membershipSchema } from "../redmine/people.ts";
import { type Project, resolveProject } from "../redmine/projects.ts";
import { attempt, confirm, confirmed, countIfAny, gone } from "./confirm.ts";
import { createdDespite } from "./created-despite.ts";
import { nameOrId, personOrMe } from "./input.ts";
import { defineTool, ToolRefusal } from "./tool.ts";
import { recordStates, requestedValues, sendAndRead, unread, writeResult } from "./write-result.ts";

const maxMembers = 2_000;

/** All people and groups of a project, with the numbers of their memberships. */
export function readMemberships(project: Project, redmine: RedmineReader): Promise<Membership[]> {
  return allPages((offset) => membershipsFrom(offset, project, redmine), maxMembers);
}

async function membershipsFrom(offset: number, project: Project, redmine: RedmineReader): Promise<Page<Membership>> {
  const answer = await redmine.get(path`projects/${project.id}/memberships.json`, membershipList, {
    what: `the members of project ${project.identifier}`,
    query: { limit: pageSize, offset },
  });
  return { rows: answer.memberships, total: answer.total_count };
}

/** Who it is about: a person or a group. */
export function memberOf({ user, group }: Membership): { id: number; name: string } | undefined {
  return user ?? group;
}

/** "Dan Duarte (user 8): Developer (inherited)" */
export function membershipInWords(membership: Membership, isLocked = false): string {
  const { user, roles } = membership;
  const who = memberOf(membership);
  const direct = new Set(roles.filter(({ inherited }) => !inherited).map(({ name }) => name));
  const others = new Set(roles.map(({ name }) => name).filter((name) => !direct.has(name)));
  const isOne = direct.size + others.size === 1;
  const label = (name: string) => (isOne ? line(name, 60) : amongOthers(line(name, 60)));
  const roleNames = [...[...direct].map(label), ...[...others].map((name) => `${label(name)} (inherited)`)];
  return `${user ? "" : "group "}${line(who?.name ?? "?", 120)} (${user ? "user" : "group"} ${who?.id}): ${roleNames.join(", ")}${isLocked ? " (locked account)" : ""}`;
}

/** The membership of a person or group by name or id; several of one name are refused. */
export function membershipFor(member: string | number, known: readonly Membership[]): Membership | undefined {
  const named = known.flatMap((membership) => {
    const who = memberOf(membership);
    return who ? [{ ...who, membership }] : [];
  });
  if (typeof member === "number") return named.find(({ id }) => id === member)?.membership;

  const fitting = byName(member, named);
  if (fitting.length > 1) {
    const ids = fitting.map(({ id }) => id).join(", ");
    throw new ToolRefusal(`Several members have this name: ${ids}. Give one of these ids. Nothing was changed.`);
  }
  return fitting[0]?.membership ?? named.find(({ id }) => String(id) === member)?.membership;
}

const maxListChars = 34_000;
const mostRows = 400; // about as many as fit

export const listMembers = defineTool({
  name: "list_members",
  title: "Members",
  description: "People and groups of a project with roles and ids.",
  access: "read",
  toolset: "people",
  scopes: ["view_members"],
  parameters: z.object({ project_id: nameOrId, offset: z.int().min(0).default(0) }),
  execute: async ({ project_id, offset }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const [{ rows: memberships, total }, isLocked] = await Promise.all([
      pagesFrom(
        offset,
        (from) => membershipsFrom(from, project, redmine),
        (known) => known.length >= mostRows,
      ),
      lockedMembers(project, redmine),
    ]);
    if (total === 0) return "This project has no members that this user can see.";
    if (memberships.length === 0) return `${total} members, none from offset ${offset} on.`;

    const row = (each: Membership) => `- ${membershipInWords(each, each.user && isLocked?.(each.user.id))}`;
    const { text, left } = rowsWithin(memberships.map(row), maxListChars);
    const end = offset + memberships.length - left;
    const more = end < total ? ` More: offset ${end}.` : "";
    return `${total} ${total === 1 ? "member" : "members"}.${more}\n${quote(text)}`;
  },
});

const membershipAnswer = z.object({ membership: membershipSchema });

export const saveMembership = defineTool({
  name: "save_membership",
  title: "Set roles",
  description: "Gives a person or group these project roles, replacing theirs.",
  access: "write",
  annotations: { destructiveHint: true },
  toolset: "people",
  scopes: ["view_members", "manage_members"],
  extraScopes: ["view_issues"],
  parameters: z.object({
    project_id: nameOrId,
    member: nameOrId.describe("new groups by id"),
    roles: z.array(nameOrId).min(1, { error: "give at least one role" }).max(20),
  }),
  execute: async ({ project_id, member, roles }, { redmine, quote, now }) => {
    const project = await resolveProject(project_id, redmine);
    const memberships = await readMemberships(project, redmine);
    const before = membershipFor(member === "me" ? redmine.userId : member, memberships);
    const chosen = await Promise.all(roles.map((role) => choose(roleList, role, redmine)));
    const role_ids = [...new Set(chosen.map(({ id }) => id))];

    const { id, despite } = before
      ? { id: before.id, despite: undefined }
      : await add({ principal: (await personOrMe(member, project, redmine)).id, role_ids, project, now }, redmine);
    const what = `membership ${id}`;
    const endpoint = path`memberships/${id}.json`;
    const change = before ? redmine.put(endpoint, { membership: { role_ids } }, { what }) : Promise.resolve();
    const { after: answer, error } = await sendAndRead(change, () => redmine.get(endpoint, membershipAnswer, { what }));
    redmine.lookups.forget(`members:${project.id}`);
    redmine.lookups.forget("account"); // it may be the user's own membership

    if (!answer) return despite ?? unread(what);
    const { membership: after } = answer;
    const states = statesOf(after);
    return writeResult({
      what,
      did: before ? "changed" : "created",
      before: before && statesOf(before),
      after: states,
      requested: requestedValues({ Roles: chosen.map(({ name }) => name) }, states),
      summary: membershipInWords(after),
      quote,
      despite,
      more: [
        after.roles.some(({ inherited }) => inherited) &&
          "Inherited roles stay: they come from a group or from the parent project.",
        after.group && "Everybody in this group has these roles in the project.",
      ],
      error,
    });
  },
});

/** The roles of its own, without those that come by a group. */
function statesOf({ roles }: Membership): FieldStates {
  return recordStates({ Roles: roles.filter(({ inherited }) => !inherited).map(({ name }) => name) });
}

interface NewMembership {
  principal: number;
  role_ids: readonly number[];
  project: Project;
  now: Date;
}

async function add(
  { principal, role_ids, project, now }: NewMembership,
  redmine: RedmineWriter,
): Promise<{ id: number; despite: string | undefined }> {
  const post = redmine.post(
    path`projects/${project.id}/memberships.json`,
    { membership: { user_id: principal, role_ids } }, // takes groups too
    { what: `the members of project ${project.identifier}`, schema: membershipAnswer },
  );
  return post.then(
    ({ membership }) => ({ id: membership.id, despite: undefined }),
    async (error: unknown) => {
      const { record, sentence } = await createdDespite(error, {
        what: "the membership",
        where: "the members of this project",
        read: () => readMemberships(project, redmine),
        isSame: (each) => memberOf(each)?.id === principal,
        nameOf: ({ id }) => `membership ${id}`,
        sentAt: now,
      });
      return { id: record.id, despite: sentence };
    },
  );
}

export const deleteMembership = defineTool({
  name: "delete_membership",
  title: "Remove member",
  description: "Takes a person or group out of a project.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_members", "manage_members"],
  parameters: z.object({ project_id: nameOrId, member: nameOrId, confirm }),
  execute: async ({ project_id, member, confirm: confirmation }, { redmine, quote }) => {
    const project = await resolveProject(project_id, redmine);
    const memberships = await readMemberships(project, redmine);
    const membership = membershipFor(member === "me" ? redmine.userId : member, memberships);
    if (!membership) throw new ToolRefusal("Nobody of this name or id is a member there. list_members lists them.");
    if (membership.roles.some(({ inherited }) => inherited)) {
      throw new ToolRefusal(
        "This member's roles come from a group or from the parent project: remove the group's membership, or take the person out of the group.",
      );
    }

    const who = memberOf(membership);
    const what = `membership ${membership.id}`;
    confirmed(
      {
        what,
        name: line(who?.name ?? String(membership.id)),
        with: [countIfAny(membership.roles.length, "role")],
        besides: [
          membership.group && "Everybody in this group loses the roles that it gives.",
          who?.id === redmine.userId && "This is the user's own membership: what it allows is lost.",
        ],
      },
      confirmation,
      quote,
    );
    const endpoint = path`memberships/${membership.id}.json`;
    const error = await attempt(redmine.delete(endpoint, { what }));
    redmine.lookups.forget(`members:${project.id}`);
    redmine.lookups.forget("account");
    return gone(what, redmine.get(endpoint, membershipAnswer, { what }), error);
  },
});
