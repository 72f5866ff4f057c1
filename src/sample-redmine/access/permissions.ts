import { type Project, projectStatus, type Role, type User } from "../records.ts";
import type { Sample } from "../sample.ts";
import { permissions } from "./permission-list.ts";

/** Who asks. Without a user it is Anonymous; without scopes (an API key, a password) nothing narrows the user's rights. */
export type Caller = {
  user: User | undefined;
  scopes: ReadonlySet<string> | undefined;
};

export const createAnonymous = (): Caller => ({ user: undefined, scopes: undefined });

/** With OAuth an administrator is one only if the token has the scope `admin`. */
export function isAdmin({ user, scopes }: Caller): boolean {
  return user?.admin === true && (scopes?.has("admin") ?? true);
}

type Roles = { roles: Role[]; member: boolean };

// A caller is made for one request: the roles looked up for them stay valid as long.
const rolesOfCaller = new WeakMap<Caller, Map<number, Roles>>();

/** The roles somebody has in a project: their memberships', else Non member or Anonymous. */
export function rolesIn(sample: Sample, caller: Caller, project: Project): Roles {
  const byProject = rolesOfCaller.get(caller) ?? new Map<number, Roles>();
  rolesOfCaller.set(caller, byProject);
  const roles = byProject.get(project.id) ?? findRoles(sample, caller, project);
  byProject.set(project.id, roles);
  return roles;
}

function findRoles({ state }: Sample, caller: Caller, project: Project): Roles {
  const { user } = caller;
  if (user) {
    const member = state.members.find((row) => row.project_id === project.id && row.principal_id === user.id);
    if (member) {
      const ids = new Set(member.roles.map(({ role_id }) => role_id));
      return { roles: state.roles.where((role) => ids.has(role.id)), member: true };
    }
  }

  return { roles: [builtinRole(state, caller)], member: false };
}

function builtinRole(state: Sample["state"], caller: Caller): Role {
  const builtin = caller.user ? "non_member" : "anonymous";
  const role = state.roles.find((row) => row.builtin === builtin);
  if (!role) throw new Error(`the sample data has no ${builtin} role`);
  return role;
}

/** Whether anybody may do this there: not in an archived project, in a closed one only reading, not with its module off. */
export function projectAllows(project: Project, permission: string): boolean {
  const kind = permissions.get(permission);
  if (!kind || project.status === projectStatus.archived) return false;
  if (project.status === projectStatus.closed && !kind.read) return false;
  return kind.module === undefined || project.modules.some(({ name }) => name === kind.module);
}

const roleHas = (role: Role, permission: string) =>
  permissions.get(permission)?.public === true || role.permissions.includes(permission);

/** `byRole` leaves the token's scopes out, as Redmine does in its lists and in who may edit an issue. */
type How = { byRole?: boolean; when?: (role: Role) => boolean };

export function may(sample: Sample, caller: Caller, permission: string, project: Project, how: How = {}): boolean {
  if (!projectAllows(project, permission)) return false;
  if (isAdmin(caller)) return true;
  if (!how.byRole && caller.scopes && !caller.scopes.has(permission)) return false;

  const { roles, member } = rolesIn(sample, caller, project);
  if (!member && !project.is_public) return false;
  return roles.some((role) => roleHas(role, permission) && (how.when?.(role) ?? true));
}

export function mayAny(sample: Sample, caller: Caller, names: string[], project: Project): boolean {
  return names.some((permission) => may(sample, caller, permission, project));
}

/** In at least one project, or by the role of somebody who is a member of none. */
export function mayAnywhere(sample: Sample, caller: Caller, permission: string): boolean {
  if (isAdmin(caller)) return true;
  if (caller.scopes && !caller.scopes.has(permission)) return false;

  const { state } = sample;
  const ids = new Set(
    state.members
      .where((member) => member.principal_id === caller.user?.id)
      .flatMap((member) => member.roles.map(({ role_id }) => role_id)),
  );
  const roles = [builtinRole(state, caller), ...state.roles.where((role) => ids.has(role.id))];
  return roles.some((role) => roleHas(role, permission));
}

export function visibleProjects(sample: Sample, caller: Caller, permission = "view_project"): Project[] {
  return sample.state.projects.where((project) => may(sample, caller, permission, project, { byRole: true }));
}
