import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/rows-within.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import type { Lookups } from "../../redmine/lookups/lookups.ts";
import { entries } from "../../redmine/lookups/named-list.ts";
import { priorities } from "../../redmine/lookups/priorities.ts";
import { statuses } from "../../redmine/lookups/statuses.ts";
import { trackers } from "../../redmine/lookups/trackers.ts";
import { defineTool, type Tool } from "../tool.ts";

const maxChars = 38_000;

export const readTrackers = readList({
  name: "trackers",
  title: "Trackers",
  description: "Kinds of issues in this Redmine; a project uses some of them.",
  load: async (redmine, lookups) =>
    (await entries(trackers, redmine, lookups)).map(({ id, name, description }) => ({ id, name, about: description })),
});

export const readStatuses = readList({
  name: "statuses",
  title: "Issue statuses",
  description: "Statuses of issues; which of them an issue may take next stands with the issue.",
  load: async (redmine, lookups) =>
    (await entries(statuses, redmine, lookups)).map(({ id, name, is_closed }) => ({
      id,
      name,
      about: is_closed ? "closed" : undefined,
    })),
});

export const readPriorities = readList({
  name: "priorities",
  title: "Priorities",
  description: "Priorities of issues, lowest first.",
  load: async (redmine, lookups) =>
    (await entries(priorities, redmine, lookups))
      .filter(({ active }) => active !== false)
      .map(({ id, name, is_default }) => ({ id, name, about: is_default ? "default" : undefined })),
});

interface Definition {
  name: string;
  title: string;
  description: string;
  load(
    redmine: RedmineReader,
    lookups: Lookups,
  ): Promise<{ id: number; name: string; about: string | null | undefined }[]>;
}

function readList({ load, ...said }: Definition): Tool {
  return defineTool({
    ...said,
    access: "read",
    toolset: "core",
    scopes: [],
    input: z.object({}),
    run: async (_, { redmine, lookups, quote }) => {
      const rows = (await load(redmine, lookups)).map(
        ({ id, name, about }) => `- ${line(name, 120)} (id ${id})${about ? `: ${line(about, 300)}` : ""}`,
      );
      const { text, left } = rowsWithin(rows, maxChars);
      return `${said.title}: ${rows.length}.${left > 0 ? ` ${left} are left out.` : ""}\n${quote(text)}`;
    },
  });
}
