import type { Document, NewsComment, NewsItem, WikiPage } from "../content-records.ts";
import type { Calendar } from "./calendar.ts";
import { type Person, type ProjectName, people, projects } from "./people.ts";

interface Page {
  project: ProjectName;
  title: string;
  parent?: number;
  by: Person;
  /** Its versions, oldest first: the day, a comment on it, the text. */
  versions: [on: number, comment: string, text: string][];
}

const pages: Page[] = [
  {
    project: "Booking",
    title: "Wiki",
    by: "maya",
    versions: [
      [
        -60,
        "",
        "# Booking\n\nWe sell tickets for three ferries, to people who are in a hurry.\n\n* [[Next_release]], the next one\n* [[How_seats_work]], which explains most bugs\n* [[On_call]]",
      ],
    ],
  },
  {
    project: "Booking",
    title: "Next_release",
    parent: 1,
    by: "maya",
    versions: [
      [-30, "First draft", "# Booking 4.2\n\n* The new timetable (#419)\n* Dogs travel free (#429)"],
      [
        -6,
        "Checklist",
        `# Booking 4.2

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

Go or no go: two days before. Maya decides.`,
      ],
    ],
  },
  {
    project: "Booking",
    title: "Last_release",
    parent: 1,
    by: "piet",
    versions: [[-75, "", "# Booking 4.1\n\n* Repairs below the waterline. Nobody should notice anything."]],
  },
  {
    project: "Booking",
    title: "How_seats_work",
    parent: 1,
    by: "piet",
    versions: [
      [
        -300,
        "",
        `# How seats work

1. At midnight the *seat map* asks the plan which boat sails when, and remembers it for the day.
2. The shop asks the seat map, never the plan: it is faster.
3. When a captain swaps boats, the tablet sends a *swap event*, and the seat map should forget what it knew.

| boat | seats |
|---|---|
| Heron | 149 |
| Puffin | 98 |
| Old Faithful | 60 |`,
      ],
    ],
  },
  {
    project: "Booking",
    title: "On_call",
    parent: 1,
    by: "tom",
    versions: [
      [
        -100,
        "",
        "# On call\n\n1. Is the shop up? `/health` says so.\n2. Turn it off and on again.\n3. Call Tom. He is awake, he has a baby.",
      ],
    ],
  },
  {
    project: "Fleet",
    title: "Wiki",
    by: "ruben",
    versions: [
      [
        -400,
        "",
        "# Fleet\n\nSee [[Boats]]. The tide does not wait, so please write things down **before** they break.",
      ],
    ],
  },
  {
    project: "Fleet",
    title: "Boats",
    parent: 6,
    by: "ruben",
    versions: [
      [
        -90,
        "",
        "# Boats\n\n| name | built | seats | character |\n|---|---|---|---|\n| Heron | 1961 | 149 | dislikes damp mornings |\n| Puffin | 1988 | 98 | brave, coughs (#405) |\n| Old Faithful | 1934 | 60 | has seen worse |",
      ],
    ],
  },
  {
    project: "Harbour Office",
    title: "Wiki",
    by: "maya",
    versions: [[-80, "", "# Harbour Office\n\nWhat is written here stays here."]],
  },
];

export function wikiPages({ time }: Calendar): WikiPage[] {
  return pages.map(({ project, title, parent, by, versions }, index) => ({
    id: index + 1,
    project_id: projects[project],
    title,
    parent_id: parent ?? null,
    created_on: time(versions[0]?.[0] ?? 0),
    versions: versions.map(([on, comments, text], before) => ({
      version: before + 1,
      text,
      author_id: people[by],
      comments,
      updated_on: time(on),
    })),
  }));
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
