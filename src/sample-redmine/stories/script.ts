import { type Person, people } from "./people.ts";

/**
 * Issues are written line by line:
 *
 *     #405 Fleet, Bug: Puffin's port engine coughs          project, tracker, subject
 *     ruben -34 (priority High; estimate 14): She coughs.   who opened it, days from today, what it was set to, the text
 *     ruben -27 09:30 (status In Progress): New filter.     a note, with what it changed
 *     file engine.csv: One run                              a file of the line before
 *     ruben -27 spent 5 h on Maintenance: Fuel filter       a time entry
 *
 * A line of any other form continues the text before it.
 */
export interface Story {
  id: number;
  project: string;
  tracker: string;
  subject: string;
  entries: Entry[];
}

export interface Entry {
  by: Person;
  day: number;
  clock: string | undefined;
  settings: Settings;
  text: string;
  files: { name: string; about: string }[];
  spent: { hours: number; activity: string } | undefined;
}

export type Settings = Readonly<Record<string, string>>;

const storyLine = /^#(\d+) ([^,]+), (\w+): (.*)$/;
const spentLine = /^(\w+) (-\d+) spent ([\d.]+) h on ([^:]+): (.*)$/;
const fileLine = /^file ([^:]+): (.*)$/;
const entryLine = /^(\w+) (-\d+)(?: (\d\d:\d\d))?(?: \(([^)]*)\))?:(?: (.*))?$/;

export function readStories(script: string): Story[] {
  const stories: Story[] = [];
  for (const line of script.trim().split("\n")) readLine(stories, line);
  for (const { entries } of stories) for (const entry of entries) entry.text = entry.text.trimEnd();
  return stories;
}

function readLine(stories: Story[], line: string): void {
  const [, id, project = "", tracker = "", subject = ""] = storyLine.exec(line) ?? [];
  if (id !== undefined) return void stories.push({ id: Number(id), project, tracker, subject, entries: [] });
  const entries = stories.at(-1)?.entries ?? [];
  const entry = readEntry(line);
  if (entry) return void entries.push(entry);
  const last = entries.at(-1);
  if (!last) throw new Error(`no entry before “${line}”`);
  const [, name, about = ""] = fileLine.exec(line) ?? [];
  if (name !== undefined) last.files.push({ name, about });
  else last.text += `\n${line}`;
}

function readEntry(line: string): Entry | undefined {
  const spent = spentLine.exec(line);
  const [, by, day, detail = "", settings = "", text = ""] = spent ?? entryLine.exec(line) ?? [];
  if (by === undefined || !(by in people)) return undefined;
  return {
    by: by as Person, // a key of people
    day: Number(day),
    clock: spent ? undefined : detail || undefined,
    settings: spent ? {} : readSettings(settings),
    text,
    files: [],
    spent: spent ? { hours: Number(detail), activity: settings } : undefined,
  };
}

const readSettings = (text: string): Settings =>
  Object.fromEntries(
    text.split("; ").flatMap((setting) => {
      const [name = "", ...value] = setting.split(" ");
      return name === "" ? [] : [[name, value.join(" ")]];
    }),
  );
