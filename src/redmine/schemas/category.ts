import { z } from "zod";
import { named } from "./named.ts";

export const category = z.object({ id: z.number(), name: z.string(), assigned_to: named.optional() });

export type Category = z.output<typeof category>;

export const categoryList = z.object({ issue_categories: z.array(category) });
