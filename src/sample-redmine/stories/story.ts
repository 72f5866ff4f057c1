import type { Person, ProjectName } from "./people.ts";
import type { activityIds, categoryIds, priorityIds, statusIds, trackerIds, versionIds } from "./setting.ts";

/** An issue with all that happened to it, told in words and days from today. */
export interface Story {
  id: number;
  project: ProjectName;
  tracker: keyof typeof trackerIds;
  subject: string;
  text: string;
  by: Person;
  on: number;
  at?: string;
  /** As it was when it was opened; `notes` change it. */
  opened?: Facts;
  parent?: number;
  start?: number;
  estimate?: number;
  isPrivate?: boolean;
  watchers?: Person[];
  impact?: "Nobody notices" | "Annoying" | "Passengers left on the pier";
  boats?: ("Heron" | "Puffin" | "Old Faithful")[];
  files?: File[];
  notes?: Note[];
  hours?: Hours[];
}

export interface Facts {
  status?: keyof typeof statusIds;
  priority?: keyof typeof priorityIds;
  assignee?: Person;
  category?: keyof typeof categoryIds;
  version?: keyof typeof versionIds;
  due?: number;
  done?: number;
}

export interface Note {
  by: Person;
  on: number;
  at?: string;
  text?: string;
  isPrivate?: boolean;
  /** What was changed with it. */
  to?: Facts;
  files?: File[];
}

export interface File {
  name: string;
  about: string;
  content: string | Uint8Array;
}

/** `hours` of work on a day. */
export interface Hours {
  by: Person;
  on: number;
  hours: number;
  doing: keyof typeof activityIds;
  comment: string;
}

export type Relation = [from: number, kind: "relates" | "blocks" | "precedes" | "duplicates", to: number];
