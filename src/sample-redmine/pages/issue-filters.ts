import { visibleProjects } from "../access/permissions.ts";
import { issueFilters } from "../issues/filters.ts";
import type { Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectInPath } from "../web/find.ts";
import { text } from "../web/params.ts";
import { loginFirst, plainPage } from "./plain-page.ts";

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
