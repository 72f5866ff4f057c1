import type { RedmineReader } from "../client.ts";
import { path } from "../path.ts";
import { type Membership, membershipList } from "../schemas/membership.ts";
import type { NamedList } from "./named-list.ts";
import { allPages, pageSize } from "./pages.ts";
import type { Project } from "./projects.ts";

export interface Member {
  id: number;
  name: string;
  group: boolean;
  roles: readonly string[];
}

const maxMembers = 2_000;

/** The people and groups of a project, by display name: the only list of people that is open to everybody. */
export function membersOf({ id, name }: Pick<Project, "id" | "name">): NamedList<Member> {
  return {
    kind: `members:${id}`,
    what: `member of ${name}`,
    load: (redmine) => loadMembers(redmine, { id, name }),
    detail: ({ group, roles }) => (group ? "group" : roles.join("/")),
  };
}

async function loadMembers(redmine: RedmineReader, { id, name }: Pick<Project, "id" | "name">): Promise<Member[]> {
  const get = async (offset: number) => {
    const answer = await redmine.get(path`projects/${id}/memberships.json`, membershipList, {
      what: `the members of ${name}`,
      query: { limit: pageSize, offset },
    });
    return { rows: answer.memberships, total: answer.total_count };
  };
  const rows = await allPages<Membership>(get, maxMembers);

  return rows.flatMap(({ user, group, roles }) => {
    const who = user ?? group;
    if (!who) return [];
    return [{ id: who.id, name: who.name, group: !user, roles: roles.map((role) => role.name) }];
  });
}
