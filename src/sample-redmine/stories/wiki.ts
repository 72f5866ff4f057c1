import type { Document, NewsComment, NewsItem, WikiPage } from "../content-records.ts";
import type { Calendar } from "./calendar.ts";
import { type Person, type ProjectName, people, projects } from "./people.ts";

/** Each version of a page: project, title, parent, author, days from today, a comment on it; then its text. */
const pages = `
== Booking, Wiki, maya -60
# Booking

We sell tickets for three ferries, to people who are in a hurry.

* [[Next_release]], the next one
* [[How_seats_work]], which explains most bugs
* [[On_call]]

== Booking, Next_release under Wiki, maya -30: First draft
# Booking 4.2

* The new timetable (#419)
* Dogs travel free (#429)

== Booking, Next_release under Wiki, maya -6: Checklist
# Booking 4.2

## For passengers

* The new timetable: 212 sailings, the lighthouse ferry at weekends (#419, #421)
* Dogs travel free, bicycles pay (#429)
* The map on your ticket is the right way up (#423)

## Before we open the sale

| what | who | state |
|---|---|---|
| Timetable imported, #420 | Tom | done |
| Nobody is sold a seat that is not there, #418 | Tom | **came back** |
| Proofread, #422 | Inês | two of three |
| Clocks change, #431 | Tom | begun |
| Load test, #424 | – | **nobody** |

Go or no go: two days before. Maya decides.

== Booking, Last_release under Wiki, piet -75
# Booking 4.1

* Repairs below the waterline. Nobody should notice anything.

== Booking, How_seats_work under Wiki, piet -300
# How seats work

1. At midnight the *seat map* asks the plan which boat sails when, and remembers it for the day.
2. The shop asks the seat map, never the plan: it is faster.
3. When a captain swaps boats, the tablet sends a *swap event*, and the seat map should forget what it knew.

| boat | seats |
|---|---|
| Heron | 149 |
| Puffin | 98 |
| Old Faithful | 60 |

== Booking, On_call under Wiki, tom -100
# On call

1. Is the shop up? \`/health\` says so.
2. Turn it off and on again.
3. Call Tom. He is awake, he has a baby.

== Fleet, Wiki, ruben -400
# Fleet

See [[Boats]]. The tide does not wait, so please write things down **before** they break.

== Fleet, Boats under Wiki, ruben -90
# Boats

| name | built | seats | character |
|---|---|---|---|
| Heron | 1961 | 149 | dislikes damp mornings |
| Puffin | 1988 | 98 | brave, coughs (#405) |
| Old Faithful | 1934 | 60 | has seen worse |

== Harbour Office, Wiki, maya -80
# Harbour Office

What is written here stays here.
`;

const heading = /^([^,]+), (\w+)(?: under (\w+))?, (\w+) (-\d+)(?:: (.*))?$/;

export function wikiPages({ time }: Calendar): WikiPage[] {
  const rows: WikiPage[] = [];
  for (const part of pages.split(/^== /m).slice(1)) {
    const [head = "", ...lines] = part.trimEnd().split("\n");
    const [, project, title = "", parent, by, day, comments = ""] = heading.exec(head) ?? [];
    const project_id = projects[project as ProjectName]; // the heading names one
    const find = (name: string | undefined) => rows.find((row) => row.project_id === project_id && row.title === name);
    const at = time(Number(day));
    let page = find(title);
    if (!page) {
      const id = rows.length + 1;
      page = { id, project_id, title, parent_id: find(parent)?.id ?? null, created_on: at, versions: [] };
      rows.push(page);
    }
    const author_id = people[by as Person]; // the heading names one
    const version = page.versions.length + 1;
    page.versions.push({ version, text: lines.join("\n"), author_id, comments, updated_on: at });
  }
  return rows;
}

export const news = ({ time }: Calendar): NewsItem[] => [
  {
    id: 1,
    project_id: projects.Booking,
    title: "The posters are up",
    summary: "The new timetable goes on sale at nine in the morning.",
    description: "The date is on every lamp post of the island now. See #419.",
    author_id: people.maya,
    created_on: time(-6),
  },
  {
    id: 2,
    project_id: projects.Fleet,
    title: "The inspector is coming",
    summary: "All three boats, one day.",
    description: "Whoever has borrowed a fire extinguisher brings it back, no questions asked. See #401.",
    author_id: people.ruben,
    created_on: time(-14),
  },
];

export const newsComments: NewsComment[] = [
  { id: 1, news_id: 1, author_id: people.ines, content: "Also on one whale-watching boat, by accident." },
];

export const documents = ({ time }: Calendar): Document[] => [
  {
    id: 1,
    project_id: projects.Fleet,
    title: "How to talk to Old Faithful",
    description: "Starting her in winter, in eleven steps.",
    created_on: time(-380),
  },
];
