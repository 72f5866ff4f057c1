import type { TimeEntry } from "../redmine/content.ts";
import type { Named } from "../redmine/values.ts";
import { amongOthers, line } from "./clean.ts";
import { namesakes } from "./namesakes.ts";
import { hours } from "./units.ts";

const shownTotals = 10;

type Summed = Pick<TimeEntry, "hours" | "user" | "activity" | "project" | "issue">;

type Aspect = "person" | "activity" | "project" | "issue";
const names: readonly Aspect[] = ["person", "activity", "project", "issue"];

/** What an entry has of each aspect; two people or projects of the same name have their numbers. */
export type Aspects = (aspect: Aspect, entry: Summed) => string | undefined;

/** How each entry is shown. It needs all entries, because a name that two people or projects share is shown with its id. */
export function aspectsOf(entries: readonly Summed[]): Aspects {
  const people = namesakes(entries.map(({ user }) => user));
  const projects = namesakes(entries.map(({ project }) => project));
  const label = ({ id, name }: Named, shared?: ReadonlySet<string>) =>
    `${line(name, 80)}${shared?.has(name) ? ` (id ${id})` : ""}`;
  return (aspect, { user, activity, project, issue }) => {
    switch (aspect) {
      case "person":
        return label(user, people);
      case "activity":
        return label(activity);
      case "project":
        return label(project, projects);
      case "issue":
        return issue && `#${issue.id}`;
    }
  };
}

/** "- 2026-02-18: 0.5 h, Alice Archer, Design, #25: Work 25 (id 25)", without what is the same in all. */
export function timeEntryRow(
  entry: TimeEntry,
  { varying, aspects }: { varying: ReadonlySet<Aspect>; aspects: Aspects },
  labelOf: ValueLabel,
): string {
  const facts = names.flatMap((name) => (varying.has(name) ? amongOthers(aspects(name, entry) ?? "") || [] : []));
  const details = [hours(entry.hours), ...facts, ...fieldsOf(entry, labelOf)].join(", ");
  return `- ${entry.spent_on}: ${details}${entry.comments ? `: ${line(entry.comments, 120)}` : ""} (id ${entry.id})`;
}

/** "1.5 h, 2026-02-18, Design, Alice Archer, #25, Billable 1: Work 25" */
export function timeEntryLine(entry: TimeEntry, fields: readonly string[]): string {
  const issueOrProject = entry.issue ? `#${entry.issue.id}` : line(entry.project.name);
  const people = [entry.activity, entry.user].map(({ name }) => amongOthers(line(name)));
  const facts = [hours(entry.hours), entry.spent_on, ...people, issueOrProject];
  return `${[...facts, ...fields].join(", ")}${entry.comments ? `: ${line(entry.comments, 300)}` : ""}`;
}

/** What people call a stored value of a custom field, by the field's id. */
export type ValueLabel = (field: number, value: string) => string;

/** "Billable Yes" for each custom field that holds something. */
function fieldsOf({ custom_fields = [] }: TimeEntry, labelOf: ValueLabel): string[] {
  return custom_fields.flatMap(({ id, name, value }) => {
    const values = [value].flat().filter((each) => typeof each === "string" && each !== "");
    const labels = values.map((each) => amongOthers(line(labelOf(id, String(each)), 80)));
    return labels.length > 0 ? [`${line(name, 60)} ${labels.join("/")}`] : [];
  });
}

/** What all entries share, told once; and with `sums`, the hours by person, activity, project and issue where they differ. */
export function timeTotals(
  entries: readonly Summed[],
  sums: boolean,
): { rows: string[]; varying: ReadonlySet<Aspect>; aspects: Aspects } {
  const aspects = aspectsOf(entries);
  const shared: string[] = [];
  const rows: string[] = [];
  const varying = new Set<Aspect>();

  for (const name of names) {
    const groups = Map.groupBy(entries, (entry) => aspects(name, entry) ?? "none");
    const [only] = groups.keys();
    if (groups.size > 1) varying.add(name);
    if (groups.size === 1 && only !== "none") shared.push(`${name} ${amongOthers(only ?? "")}`);
    if (groups.size > 1 && sums) rows.push(`By ${name}: ${largest(groups)}`);
  }

  return { rows: shared.length > 0 ? [`In all rows: ${shared.join(", ")}`, ...rows] : rows, varying, aspects };
}

function largest(groups: ReadonlyMap<string, readonly Summed[]>): string {
  const sorted = [...groups].map(([name, group]) => ({ name, sum: sumOf(group) })).toSorted((a, b) => b.sum - a.sum);
  const shown = sorted.slice(0, shownTotals).map(({ name, sum }) => `${amongOthers(name)} ${hours(sum)}`);
  const rest = sorted.slice(shownTotals);
  if (rest.length > 0) shown.push(`${rest.length} others ${hours(rest.reduce((sum, next) => sum + next.sum, 0))}`);
  return shown.join(", ");
}

function sumOf(entries: readonly { hours: number }[]): number {
  return entries.reduce((sum, entry) => sum + entry.hours, 0);
}
