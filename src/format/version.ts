import type { Version } from "../redmine/versions.ts";
import { line } from "./clean.ts";
import { hours } from "./units.ts";

export interface PlannedIssue {
  closed: boolean;
  doneRatio: number;
  estimatedHours: number;
  spentHours: number;
}

export interface Progress {
  issues: number;
  closed: number;
  /** Whole percent, weighed by estimates as on Redmine's roadmap; undefined where only the issues were counted. */
  percent: number | undefined;
  estimatedHours: number;
  spentHours: number;
}

/** The progress of all these issues together, counted as on Redmine's roadmap. */
export function progressOf(issues: readonly PlannedIssue[]): Progress {
  const estimated = issues.filter(({ estimatedHours }) => estimatedHours > 0);
  const sum = (of: (issue: PlannedIssue) => number) => issues.reduce((total, issue) => total + of(issue), 0);
  const estimatedHours = sum((issue) => issue.estimatedHours);
  const usual = estimated.length > 0 ? estimatedHours / estimated.length : 1; // stands in for a missing estimate
  const weight = (issue: PlannedIssue) => issue.estimatedHours || usual;
  const done = sum((issue) => weight(issue) * (issue.closed ? 100 : issue.doneRatio));
  const all = sum(weight);

  return {
    issues: issues.length,
    closed: issues.filter(({ closed }) => closed).length,
    percent: all > 0 ? Math.floor(done / all) : 0,
    estimatedHours,
    spentHours: sum((issue) => issue.spentHours),
  };
}

/** "1.1 (id 2, open, due 2026-04-01)" */
export function versionName({ id, name, status, due_date, sharing, project }: Version, home?: number): string {
  const facts = [
    `id ${id}`,
    status,
    due_date && `due ${due_date}`,
    sharing && sharing !== "none" && `shared: ${sharing}`,
    project && home !== undefined && project.id !== home && `of ${line(project.name, 80)}`,
  ];
  return `${line(name, 80)} (${facts.filter(Boolean).join(", ")})`;
}

/** One line a version, a second one with what it is about. */
export function roadmapRow(version: Version, progress: Progress | undefined, home: number, today: string): string {
  if (!progress) return `- ${versionName(version, home)}: issues not counted`;
  const { issues, closed, percent, estimatedHours, spentHours } = progress;
  const late = version.status !== "closed" && version.due_date && version.due_date < today && closed < issues;
  const details = [
    issues === 0
      ? "no issues"
      : `${closed} of ${issues} issues closed${percent === undefined ? "" : `, ${percent}% done`}`,
    estimatedHours > 0 && `${hours(estimatedHours)} estimated`,
    spentHours > 0 && `${hours(spentHours)} spent`,
    late && "OVERDUE",
  ];
  const about = version.description ? `\n  ${line(version.description, 300)}` : "";
  return `- ${versionName(version, home)}: ${details.filter(Boolean).join(", ")}${about}`;
}
