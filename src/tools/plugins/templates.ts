import type { z } from "zod";
import { clean, foreign, line } from "../../format/clean.ts";
import { indented } from "../../format/text.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { pageMissing, unless } from "../../redmine/failure.ts";
import { byName, choose, entries } from "../../redmine/named-list.ts";
import { inTurns } from "../../redmine/paging.ts";
import { type IssueTemplate, templatesOf } from "../../redmine/plugins.ts";
import type { FullProject } from "../../redmine/projects.ts";
import type { Named } from "../../redmine/values.ts";
import { ToolRefusal } from "../errors.ts";
import { nameOrId } from "../input.ts";
import type { ToolSettings } from "../tool.ts";

/** The plugin Issue templates (redmine_issue_templates). */

export const templateInput: z.ZodOptional<typeof nameOrId> = nameOrId.optional();
export const templateScopes = ["show_issue_templates"];

const mostTrackers = 12; // a request for each
const mostTemplates = 10; // in a row
const mostChars = 3_000; // of the text of a default template

function mayRead({ toolsets = [] }: Pick<ToolSettings, "toolsets">, redmine: RedmineReader): boolean {
  return toolsets.includes("templates") && (!redmine.scopes || redmine.scopes.has("show_issue_templates"));
}

/** The templates of a project by tracker; with a tracker chosen, also the text of its default. */
export async function templateRows(
  project: FullProject,
  tracker: string | number | undefined,
  settings: Pick<ToolSettings, "toolsets">,
  redmine: RedmineReader,
): Promise<string[]> {
  const isOn = project.enabled_modules.some(({ name }) => name === "issue_templates");
  if (!isOn || !mayRead(settings, redmine)) return [];
  const { trackers } = project;
  const chosen =
    tracker === undefined
      ? trackers
      : typeof tracker === "number"
        ? trackers.filter(({ id }) => id === tracker)
        : byName(tracker, trackers);
  const rows = await inTurns(chosen.slice(0, mostTrackers), async (each) => {
    const templates = (await unless(pageMissing, entries(templatesOf(project, each), redmine))) ?? [];
    return templates.length > 0 ? [namesRow(each, templates), ...textOf(templates, tracker !== undefined)] : [];
  });
  const left = chosen.length - mostTrackers;
  return [...rows.flat(), ...(left > 0 ? [`(Templates of ${left} more trackers: tracker_id)`] : [])];
}

function namesRow(tracker: Named, templates: readonly IssueTemplate[]): string {
  const standard = defaultOf(templates);
  const names = templates
    .slice(0, mostTemplates)
    .map((each) => `${line(each.title, 60)}${each === standard ? " (default)" : ""}`);
  const left = templates.length - names.length;
  return `Templates for ${line(tracker.name, 80)}: ${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

function textOf(templates: readonly IssueTemplate[], isAsked: boolean): string[] {
  const standard = isAsked ? defaultOf(templates) : undefined;
  const text = clean(standard?.description ?? "").trim();
  if (!standard || text === "") return [];
  const cut = text.length > mostChars ? `${text.slice(0, mostChars).toWellFormed()}… (cut)` : text;
  return [`Text of ${line(standard.title, 80)}:\n${indented(cut)}`];
}

function defaultOf(templates: readonly IssueTemplate[]): IssueTemplate | undefined {
  return templates.find(({ is_default }) => is_default);
}

interface Texts {
  subject: string;
  description?: string | null | undefined;
  template?: string | number | undefined;
}

/** Subject and description by the template: its title stands before the subject, its text is used where there is none. */
export async function filledIn<Input extends Texts>(
  { template, ...input }: Input,
  project: Named,
  tracker: Named,
  redmine: RedmineReader,
): Promise<Omit<Input, "template">> {
  if (template === undefined) return input;
  if (redmine.scopes && !redmine.scopes.has("show_issue_templates")) {
    throw new ToolRefusal("template: this sign-in lacks the permission show_issue_templates. Nothing was created.");
  }
  const { issue_title, description, title } = await choose(templatesOf(project, tracker), template, redmine);
  const prefix = (issue_title ?? "").trim();
  const starts = input.subject.toLowerCase().startsWith(prefix.toLowerCase());
  const subject = starts ? input.subject : `${prefix} ${input.subject}`;
  if (subject.length > 255) {
    throw new ToolRefusal(
      `The subject with the title of the template ${foreign(title, 80)} is longer than 255 characters. Nothing was created.`,
    );
  }
  return { ...input, subject, description: input.description ?? description ?? "" };
}
