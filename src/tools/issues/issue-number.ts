import { z } from "zod";

/** An issue's number; people also write "#61". */
export const issueNumber = z
  .union(
    [
      z.int().positive(),
      z
        .string()
        .trim()
        .regex(/^#?[1-9]\d{0,9}$/)
        .transform((text) => Number(text.replace("#", ""))),
    ],
    { error: "give an issue's number" },
  )
  .meta({ type: "integer" });
