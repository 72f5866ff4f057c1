import type { Version } from "../redmine/schemas/version.ts";
import { line } from "./clean.ts";
import { hours } from "./hours.ts";
import type { Progress } from "./progress.ts";

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
export function roadmapRow(version: Version, progress: Progress, home: number, today: string): string {
  const { issues, closed, percent, estimatedHours, spentHours } = progress;
  const late = version.status !== "closed" && version.due_date && version.due_date < today && closed < issues;
  const told = [
    issues === 0 ? "no issues" : `${closed} of ${issues} issues closed, ${percent}% done`,
    estimatedHours > 0 && `${hours(estimatedHours)} estimated`,
    spentHours > 0 && `${hours(spentHours)} spent`,
    late && "OVERDUE",
  ];
  const about = version.description ? `\n  ${line(version.description, 300)}` : "";
  return `- ${versionName(version, home)}: ${told.filter(Boolean).join(", ")}${about}`;
}
