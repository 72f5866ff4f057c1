import type { Member } from "../records.ts";
import { memberRolesJson } from "../users.ts";
import type { Ask } from "../web/ask.ts";
import { projectInPath, rowInPath } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { integer, isParams, list, type Params } from "../web/params.ts";
import { principal, projectRef } from "../web/refs.ts";
import { empty, json, noContent, unprocessable } from "../web/reply.ts";

function membershipJson({ sample }: Ask, member: Member): object {
  const { state } = sample;
  const who = principal(state, member.principal_id);
  const kind = state.groups.get(member.principal_id) ? "group" : "user";
  return {
    id: member.id,
    project: projectRef(state, member.project_id),
    [kind]: who,
    roles: memberRolesJson(sample, member),
  };
}

/** GET /projects/:id/memberships.json: people and groups. */
export function listMemberships(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_members", "manage_members");
  const { state } = ask.sample;
  const rows = state.members.where(
    (member) => member.project_id === project.id && state.users.get(member.principal_id)?.locked !== true,
  );
  return json(paged("memberships", rows, ask, (member) => membershipJson(ask, member)));
}

/** GET /memberships/:id.json */
export function showMembership(ask: Ask, id: string): Response {
  return json({
    membership: membershipJson(ask, rowInPath(ask, ask.sample.state.members, id, "view_members", "manage_members")),
  });
}

const roleIds = ({ sample: { state } }: Ask, given: Params): number[] =>
  list(given.role_ids)
    .map(integer)
    .filter((id) => state.roles.get(id)?.builtin === undefined && state.roles.get(id) !== undefined);

/** POST /projects/:id/memberships.json; a group's people get its roles too. */
export function createMembership(ask: Ask, key: string): Response {
  const { sample, say } = ask;
  const { state } = sample;
  const project = projectInPath(ask, key, "manage_members");
  const given: Params = isParams(ask.params.membership) ? ask.params.membership : {};
  const principal_id = integer(given.user_id ?? list(given.user_ids)[0]);
  const roles = roleIds(ask, given).map((role_id) => ({ role_id }));

  const known = principal(state, principal_id) !== undefined;
  const taken = state.members
    .all()
    .some((member) => member.project_id === project.id && member.principal_id === principal_id);
  const errors = [
    ...(known ? [] : [say.of("principal", "blank")]),
    ...(taken ? [say.of("user", "taken")] : []),
    ...(roles.length === 0 ? [say.of("role", "empty")] : []),
  ];
  if (errors.length > 0) return unprocessable(errors);

  const member = state.members.add({ project_id: project.id, principal_id, roles });
  inherit(ask, member);
  const location = `${sample.baseUrl}/memberships/${member.id}`;
  return json({ membership: membershipJson(ask, member) }, 201, { location });
}

/** PUT /memberships/:id.json changes the roles; inherited ones stay. Without any it complains, and the membership is gone. */
export function updateMembership(ask: Ask, id: string): Response {
  const member = rowInPath(ask, ask.sample.state.members, id, "manage_members");
  const wanted = roleIds(ask, isParams(ask.params.membership) ? ask.params.membership : {});
  const kept = member.roles.filter((role) => role.inherited_from !== undefined || wanted.includes(role.role_id));
  const added = wanted.filter((role_id) => !kept.some((role) => role.role_id === role_id));
  member.roles = [...kept, ...added.map((role_id) => ({ role_id }))];
  inherit(ask, member);
  if (member.roles.length > 0) return noContent();
  ask.sample.state.members.delete(member.id);
  return unprocessable([ask.say.of("role", "empty")]);
}

/** DELETE /memberships/:id.json: not one that a group gives. */
export function deleteMembership(ask: Ask, id: string): Response {
  const { state } = ask.sample;
  const member = rowInPath(ask, ask.sample.state.members, id, "manage_members");
  if (member.roles.some((role) => role.inherited_from !== undefined)) return empty(422);
  state.members.delete(member.id);
  inherit(ask, { ...member, roles: [] });
  return noContent();
}

/** Gives the people of a group the roles of its membership, and takes what it no longer has. */
function inherit({ sample: { state } }: Ask, source: Member): void {
  for (const userId of state.groups.get(source.principal_id)?.users ?? []) {
    const existing = state.members.find((row) => row.project_id === source.project_id && row.principal_id === userId);
    const own = existing?.roles.filter((role) => role.inherited_from !== source.id) ?? [];
    const roles = [...own, ...source.roles.map(({ role_id }) => ({ role_id, inherited_from: source.id }))];
    if (!existing) state.members.add({ project_id: source.project_id, principal_id: userId, roles });
    else if (roles.length === 0) state.members.delete(existing.id);
    else existing.roles = roles;
  }
}
