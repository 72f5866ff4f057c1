import { z } from "zod";
import { path } from "../path.ts";
import { type Named, named } from "../schemas/named.ts";
import type { NamedList } from "./named-list.ts";

const roleList = z.object({ roles: z.array(named) });

/** The roles that can be given. */
export const roles: NamedList<Named> = {
  kind: "roles",
  what: "role",
  load: async (redmine) => (await redmine.get(path`roles.json`, roleList, { what: "the list of roles" })).roles,
};
