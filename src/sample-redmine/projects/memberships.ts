import type { Member } from "../records.ts";
import { memberRolesJson } from "../users.ts";
import type { Ask } from "../web/ask.ts";
import { projectInPath, rowInPath } from "../web/find.ts";
import { paged } from "../web/paging.ts";
import { integer, list, objectIn, type Params } from "../web/params.ts";
import { principal, projectRef } from "../web/refs.ts";
import { empty, json, noContent, unprocessable } from "../web/reply.ts";
import { resource } from "../web/resource.ts";

function toJson({ sample }: Ask, member: Member): object {
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
function listAll(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_members", "manage_members");
  const { state } = ask.sample;
  const rows = state.members.where(
    (member) => member.project_id === project.id && state.users.get(member.principal_id)?.locked !== true,
  );
  return json(paged("memberships", rows, ask, (member) => toJson(ask, member)));
}

const roleIds = ({ sample: { state } }: Ask, values: Params): number[] =>
  list(values.role_ids)
    .map(integer)
    .filter((id) => state.roles.get(id)?.builtin === undefined && state.roles.get(id) !== undefined);

const single = resource<Member>({
  name: "membership",
  table: (state) => state.members,
  read: ["view_members", "manage_members"],
  write: ["manage_members"],
  json: toJson,
  blank: (_ask, project) => ({ id: 0, project_id: project.id, principal_id: 0, roles: [] }),
  assign(ask, draft, values) {
    const { sample, say } = ask;
    draft.principal_id = integer(values.user_id ?? list(values.user_ids)[0]);
    draft.roles = roleIds(ask, values).map((role_id) => ({ role_id }));
    const { principal_id, project_id, roles } = draft;
    const same = (row: Member) => row.project_id === project_id && row.principal_id === principal_id;
    return [
      ...(principal(sample.state, principal_id) ? [] : [say.of("principal", "blank")]),
      ...(sample.state.members.find(same) ? [say.of("user", "taken")] : []),
      ...(roles.length === 0 ? [say.of("role", "empty")] : []),
    ];
  },
  saved: inherit,
  location: ({ sample }, { id }) => `${sample.baseUrl}/memberships/${id}`,
  /** Not one that a group gives. */
  removing(ask, member) {
    if (member.roles.some((role) => role.inherited_from !== undefined)) return empty(422);
    inherit(ask, { ...member, roles: [] });
    return undefined;
  },
});

/** PUT /memberships/:id.json changes the roles; inherited ones stay. Without any it complains, and the membership is gone. */
function update(ask: Ask, id: string): Response {
  const member = rowInPath(ask, ask.sample.state.members, id, "manage_members");
  const ids = roleIds(ask, objectIn(ask.params, "membership"));
  const kept = member.roles.filter((role) => role.inherited_from !== undefined || ids.includes(role.role_id));
  const added = ids.filter((role_id) => !kept.some((role) => role.role_id === role_id));
  member.roles = [...kept, ...added.map((role_id) => ({ role_id }))];
  inherit(ask, member);
  if (member.roles.length > 0) return noContent();
  ask.sample.state.members.delete(member.id);
  return unprocessable([ask.say.of("role", "empty")]);
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

export const memberships = { list: listAll, ...single, update };
