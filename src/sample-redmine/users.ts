import { type Caller, isAdmin, may, visibleProjects } from "./access/permissions.ts";
import type { Member, User } from "./records.ts";
import type { Sample } from "./sample.ts";
import type { Ask } from "./web/ask.ts";
import { orNotFound } from "./web/find.ts";
import { compact, included, pick, projectOf, projectRef } from "./web/refs.ts";
import { json, loginNeeded, notInTheSample, Refused, requireAdmin } from "./web/reply.ts";

/** GET /users/current.json and /users/:id.json */
export function showUser(ask: Ask, id: string): Response {
  const { sample, caller } = ask;
  if (id === "current" && !caller.user) throw new Refused(loginNeeded(sample.switches));
  const user = orNotFound(id === "current" ? caller.user : sample.state.users.get(Number(id)));
  const hidden = user.locked && !isAdmin(caller);
  return json({
    user: userJson(ask, orNotFound(!hidden && principalVisible(sample, caller, user.id) ? user : undefined), id),
  });
}

/** Oneself, who is in a project one sees, and for some roles everybody. */
function principalVisible(sample: Sample, caller: Caller, id: number): boolean {
  if (isAdmin(caller) || id === caller.user?.id) return true;
  const { state } = sample;
  const mine = new Set(
    state.members
      .where(({ principal_id }) => principal_id === caller.user?.id)
      .flatMap(({ roles }) => roles.map(({ role_id }) => role_id)),
  );
  if (state.roles.all().some((role) => mine.has(role.id) && role.users_visibility === "all")) return true;
  const projects = new Set(visibleProjects(sample, caller).map((project) => project.id));
  return state.members.all().some((row) => row.principal_id === id && projects.has(row.project_id));
}

function userJson(ask: Ask, user: User, idInPath: string): object {
  const { sample, caller } = ask;
  const admin = isAdmin(caller);
  const self = user.id === caller.user?.id;
  const includes = included(ask.params.include);
  return compact({
    ...pick(user, "id", "login"),
    admin: admin || self ? adminFlag(caller, user, idInPath) : undefined,
    ...pick(user, "firstname", "lastname"),
    mail: admin || !user.hide_mail ? user.mail : undefined,
    ...pick(user, "created_on", "updated_on", "last_login_on"),
    passwd_changed_on: null,
    twofa_scheme: admin || self ? null : undefined,
    // With OAuth nobody is shown their own key.
    api_key: admin || (self && !caller.scopes) ? user.api_key : undefined,
    status: admin ? (user.locked ? 3 : 1) : undefined,
    groups: admin && includes("groups") ? groupsJson(sample, user) : undefined,
    memberships: includes("memberships") ? membershipsJson(ask, user.id) : undefined,
  });
}

/** Asked as “current”, a token without the scope `admin` makes an ordinary user of an administrator; asked by number it does not. */
const adminFlag = (caller: Caller, user: User, idInPath: string) =>
  idInPath === "current" ? isAdmin(caller) : user.admin;

const groupsJson = ({ state }: Sample, user: User) =>
  state.groups.where(({ users }) => users.includes(user.id)).map(({ id, lastname }) => ({ id, name: lastname }));

function membershipsJson({ sample, caller }: Ask, principalId: number): object[] {
  const { state } = sample;
  return state.members
    .where((member) => member.principal_id === principalId)
    .filter((member) => may(sample, caller, "view_members", projectOf(state, member), { byRole: true }))
    .map((member) => ({
      id: member.id,
      project: projectRef(state, member.project_id),
      roles: memberRolesJson(sample, member),
    }));
}

export const memberRolesJson = ({ state }: Sample, member: Member) =>
  member.roles.map(({ role_id, inherited_from }) =>
    compact({
      id: role_id,
      name: state.roles.get(role_id)?.name ?? "",
      inherited: inherited_from === undefined ? undefined : true,
    }),
  );

/** GET /my/account.json */
export function showAccount({ sample, caller }: Ask): Response {
  const { user } = caller;
  if (!user) throw new Refused(loginNeeded(sample.switches));
  return json({
    user: compact({
      ...pick(user, "id", "login"),
      admin: isAdmin(caller),
      ...pick(user, "firstname", "lastname", "mail", "created_on", "last_login_on"),
      api_key: caller.scopes ? undefined : user.api_key,
    }),
  });
}

/** GET /users.json, for administrators: nothing here needs the list, but others are refused as at Redmine. */
export function listUsers({ sample, caller }: Ask): Response {
  requireAdmin(sample.switches, caller);
  return notInTheSample("the list of users.");
}
