import { z } from "zod";
import { attachment } from "./attachment.ts";
import { named } from "./named.ts";

/** A file of a project, or of one of its versions. */
export const file = attachment.extend({ version: named.optional(), downloads: z.number().optional() });
export type ProjectFile = z.output<typeof file>;

export const fileList = z.object({ files: z.array(file) });
