import { z } from "zod";
import { line } from "../../format/clean.ts";
import { resolveProject } from "../../redmine/lookups/projects.ts";
import { path } from "../../redmine/path.ts";
import { membership as membershipSchema } from "../../redmine/schemas/membership.ts";
import { nameOrId } from "../name-or-id.ts";
import { memberOf, membershipFor, readMemberships } from "../people/read-memberships.ts";
import { defineTool } from "../tool.ts";
import { ToolRefusal } from "../tool-refusal.ts";
import { confirm, confirmed, count } from "./confirmed.ts";
import { gone } from "./gone.ts";

const membershipAnswer = z.object({ membership: membershipSchema });

export const deleteMembership = defineTool({
  name: "delete_membership",
  title: "Remove a member",
  description: "Takes a person or group out of a project; their issues and texts stay.",
  access: "destructive",
  toolset: "delete",
  scopes: ["view_members", "manage_members"],
  input: z.object({ project_id: nameOrId, member: nameOrId, confirm }),
  run: async ({ project_id, member, confirm: given }, { redmine, lookups, quote }) => {
    const project = await resolveProject(project_id, redmine, lookups);
    const memberships = await readMemberships(project, redmine);
    const found = membershipFor(member === "me" ? redmine.userId : member, memberships);
    if (!found) throw new ToolRefusal("Nobody of this name or id is a member there. list_members lists them.");
    if (found.roles.some(({ inherited }) => inherited)) {
      throw new ToolRefusal(
        "This member's roles come from a group or from the parent project: remove the group's membership, or take the person out of the group.",
      );
    }

    const who = memberOf(found);
    const what = `membership ${found.id}`;
    confirmed(
      {
        what,
        name: line(who?.name ?? String(found.id)),
        with: [count(found.roles.length, "role")],
        besides: [
          found.group && "Everybody in this group loses the roles that it gives.",
          who?.id === redmine.userId && "This is the user's own membership: what it allows is lost.",
        ],
      },
      given,
      quote,
    );
    const at = path`memberships/${found.id}.json`;
    await redmine.delete(at, { what });
    lookups.forget(`members:${project.id}`);
    lookups.forget("account");
    return gone(what, redmine.get(at, membershipAnswer, { what }));
  },
});
