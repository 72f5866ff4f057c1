import { z } from "zod";

/** A day; Redmine takes no other form. */
export const date = z.iso.date({ error: "give a day as YYYY-MM-DD" });
