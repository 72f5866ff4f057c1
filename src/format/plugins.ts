import type { AgileData, ChecklistItem } from "../redmine/plugins.ts";
import { line } from "./clean.ts";

const maxItems = 100;

/** "Checklist: 1 of 3 done", and an item a row: "[x] #12 Write the test"; headings between them. */
export function checklistRows(items: readonly ChecklistItem[]): string[] {
  if (items.length === 0) return [];
  const tasks = items.filter(({ is_section }) => !is_section);
  const rows = items.slice(0, maxItems).map(({ id, subject, is_done, is_section }) => {
    const text = line(subject, 200);
    return is_section ? `- item ${id}, a heading: ${text}` : `- [${is_done ? "x" : " "}] item ${id}: ${text}`;
  });
  const left = items.length - rows.length;
  const done = tasks.filter(({ is_done }) => is_done).length;
  return [`Checklist: ${done} of ${tasks.length} done`, ...rows, ...(left > 0 ? [`(${left} more items)`] : [])];
}

/** "Story points: 5; sprint: 7" */
export function agileRows({ story_points, agile_sprint_id }: AgileData): string[] {
  const facts = [
    story_points !== null && story_points !== undefined && `Story points: ${story_points}`,
    agile_sprint_id && `Sprint: id ${agile_sprint_id}`,
  ].filter(Boolean);
  return facts.length > 0 ? [facts.join("; ")] : [];
}
