import { may, visibleProjects } from "../access/permissions.ts";
import { visibleFields } from "../custom-fields.ts";
import { issueFilters } from "../issues/filters.ts";
import { issueInPath } from "../issues/show.ts";
import { childrenOf } from "../issues/tree.ts";
import type { CustomField, Issue, Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectInPath } from "../web/find.ts";
import { redirect } from "../web/page.ts";
import { text } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { Refused } from "../web/reply.ts";

/** GET /issues/:id.html: the fields in the form that Redmine's page has for those who may edit the issue or add notes. */
export function issueFormPage(ask: Ask, page: string): Response {
  loginFirst(ask);
  const { sample, caller } = ask;
  const issue = issueInPath(ask, page.replace(".html", ""));
  const project = projectOf(sample.state, issue);
  const own = issue.author_id === caller.user?.id && may(sample, caller, "edit_own_issues", project, { byRole: true });
  const edits = own || may(sample, caller, "edit_issues", project, { byRole: true });
  if (!edits && !may(sample, caller, "add_issue_notes", project, { byRole: true })) return plainPage("");

  const fields = visibleFields(sample, caller, "issue", { project, trackerId: issue.tracker_id });
  const rows = fields.map((field) => fieldRow(ask, field, project, "issue"));
  const time = may(sample, caller, "log_time", project, { byRole: true }) ? timeRows(ask, project) : [];
  const standard = standardRows(ask, issue, project);
  const attributes = edits ? `<div id="all_attributes">\n${[...standard, ...rows].join("\n")}\n</div>\n` : "";
  return plainPage(`<form id="issue-form">${attributes}${time.join("\n")}</form>`);
}

const standardLabels = {
  subject: "Subject",
  description: "Description",
  status_id: "Status",
  priority_id: "Priority",
  assigned_to_id: "Assignee",
  category_id: "Category",
  fixed_version_id: "Target version",
  parent_issue_id: "Parent task",
  start_date: "Start date",
  due_date: "Due date",
  estimated_hours: "Estimated time",
  done_ratio: "% Done",
} as const;

const derived = new Set(["priority_id", "start_date", "due_date", "done_ratio"]);

/** What follows from subtasks is not in the form. */
function standardRows({ sample, caller }: Ask, issue: Issue, project: Project): string[] {
  const isParent = childrenOf(sample.state, issue).length > 0;
  return Object.entries(standardLabels).flatMap(([column, label]) => {
    if (isParent && derived.has(column)) return [];
    if (column === "parent_issue_id" && !may(sample, caller, "manage_subtasks", project)) return [];
    const id = `issue_${column}`;
    return [`<p><label for="${id}">${label}</label><input name="issue[${column}]" id="${id}" /></p>`];
  });
}

function timeRows(ask: Ask, project: Project): string[] {
  const hours =
    '<p><label for="time_entry_hours">Spent time</label><input name="time_entry[hours]" id="time_entry_hours" /></p>';
  const fields = visibleFields(ask.sample, ask.caller, "time_entry", { project });
  return [hours, ...fields.map((field) => fieldRow(ask, field, project, "time_entry"))];
}

type Holder = "issue" | "time_entry";

function fieldRow(ask: Ask, field: CustomField, project: Project, holder: Holder): string {
  const id = `${holder}_custom_field_values_${field.id}`;
  const required = field.is_required ? ' <span class="required">*</span>' : "";
  const label = `<label for="${id}"><span>${escaped(field.name)}</span>${required}</label>`;
  return `<p>${label}${control(ask, field, project, id, holder)}</p>`;
}

function control(ask: Ask, field: CustomField, project: Project, id: string, holder: Holder): string {
  const name = `${holder}[custom_field_values][${field.id}]${field.multiple ? "[]" : ""}`;
  const attributes = `name="${name}" id="${id}" class="${field.field_format}_cf cf_${field.id}"`;
  if (field.field_format === "text") return `<textarea ${attributes}></textarea>`;

  const people = field.field_format === "user" ? peopleOf(ask, project).filter((each) => each.length === 3) : [];
  const yesNo =
    field.field_format === "bool"
      ? [
          ["Yes", "1"],
          ["No", "0"],
        ]
      : [];
  const options = [...field.possible_values.map((value) => [value, value]), ...people, ...yesNo].map(
    ([label = "", value = ""]) => `<option value="${escaped(value)}">${escaped(label)}</option>`,
  );
  if (options.length === 0) return `<input type="text" ${attributes} value="" />`;
  return `<select ${attributes}${field.multiple ? ' multiple="multiple"' : ""}><option value="">&nbsp;</option>${options.join("")}</select>`;
}

type Choice = string | [label: string, value: string, status?: string];

/** GET /issues.html and /projects/:project/issues.html: the JSON from which Redmine's page draws its filters. */
export function issueFiltersPage(ask: Ask, key?: string): Response {
  loginFirst(ask);
  const project = key === undefined ? undefined : projectInPath(ask, key, "view_issues");

  const filters = [...issueFilters(ask, project)].map(([name, { type, label }]) => {
    const used = text(ask.params[name]) !== undefined;
    const values = used ? choices(ask, name, project) : undefined;
    const title = typeof label === "string" ? ask.say(label) : label.named;
    return [name, { type, name: title, ...(values && { remote: true, values }) }];
  });
  const json = JSON.stringify(Object.fromEntries(filters)).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
  return plainPage(`<script>\n//<![CDATA[\nvar availableFilters = ${json};\n//]]>\n</script>`);
}

/** Redmine gives the choices of those filters only that the list is filtered by. */
function choices(ask: Ask, name: string, project: Project | undefined): Choice[] | undefined {
  const { customFields } = ask.sample.state;
  if (name === "author_id" || name === "assigned_to_id") return peopleOf(ask, project);
  const field = customFields.get(Number(/^cf_(\d+)$/.exec(name)?.[1]));
  if (field?.field_format === "user") return peopleOf(ask, project);
  return field?.field_format === "list" ? field.possible_values : undefined;
}

export function peopleOf({ sample, caller }: Ask, project: Project | undefined): Choice[] {
  const { state } = sample;
  const within = new Set((project ? [project] : visibleProjects(sample, caller)).map(({ id }) => id));
  const ids = new Set(state.members.where(({ project_id }) => within.has(project_id)).map((row) => row.principal_id));
  const people = state.users.where(({ id, locked }) => ids.has(id) && !locked);
  const named = people.map(({ id, firstname, lastname }): Choice => [`${firstname} ${lastname}`, String(id), "active"]);
  return [["<< me >>", "me"], ...named, ["Anonymous", "4"]];
}

/** Markup that stands in Redmine's own page of the same path: the sample has these pages for programs, not for people. */
export function plainPage(markup: string): Response {
  return new Response(`<!DOCTYPE html>\n<html><body>\n${markup}\n</body></html>\n`, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

export function loginFirst({ sample, caller }: Ask): void {
  if (sample.switches.loginRequired && !caller.user) throw new Refused(redirect(`${sample.baseUrl}/login`));
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** GET /news.html: of the page only the toolbar of its text editor, by which clients tell the text format. */
export function newsPage(ask: Ask): Response {
  loginFirst(ask);
  return plainPage(
    '<script src="/assets/jstoolbar/jstoolbar-0.js"></script>\n<script src="/assets/jstoolbar/common_mark-0.js"></script>',
  );
}
