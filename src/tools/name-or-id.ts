import { z } from "zod";

/** A number is an id; a text is first a name. */
export const nameOrId = z.union([z.string().trim().min(1).max(255), z.int().positive()], {
  error: "give a name, or an id as a whole number",
});
