import { line } from "./clean.ts";
import { treeRows } from "./tree.ts";

export interface PrintedProject {
  id: number;
  name: string;
  identifier: string;
  parent?: { id: number; name: string } | undefined;
  /** 5 is closed. */
  status?: number | undefined;
}

/** "- Alpha (alpha)", children below their parents where both are in the list. */
export function projectRows(projects: readonly PrintedProject[]): string[] {
  return treeRows(projects, {
    key: ({ id }) => id,
    parent: ({ parent }) => parent?.id,
    row: ({ name, identifier, status, parent }, depth) => {
      const above = depth === 0 && parent && `in ${line(parent.name, 80)}`;
      const facts = [identifier, status === 5 && "closed", above];
      return `- ${line(name, 120)} (${facts.filter(Boolean).join(", ")})`;
    },
  });
}
