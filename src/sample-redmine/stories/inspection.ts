import type { Story } from "./story.ts";

const jackets = `boat,deck,counted,expired
Heron,main,160,0
Heron,upper,40,4
Puffin,main,105,8
Puffin,upper,20,0
Old Faithful,main,70,0
`;

/** The inspector comes aboard in sixteen days. */
export const inspection: Story[] = [
  {
    id: 401,
    project: "Fleet",
    tracker: "Task",
    subject: "Yearly inspection",
    text: "All three boats on one day. The inspector likes order and biscuits.",
    by: "ruben",
    on: -44,
    opened: {
      assignee: "ruben",
      version: "Yearly inspection",
      due: 16,
      priority: "High",
      category: "Safety",
      done: 45,
    },
    boats: ["Heron", "Puffin", "Old Faithful"],
    notes: [
      {
        by: "ruben",
        on: -7,
        to: { status: "In Progress" },
        text: "Biscuits are ordered. The rest stands in the subtasks.",
      },
    ],
  },
  {
    id: 402,
    project: "Fleet",
    tracker: "Task",
    subject: "Count the life jackets and read their dates",
    text: "One for each seat and ten more, none of them older than ten years.",
    by: "ruben",
    on: -40,
    parent: 401,
    estimate: 10,
    opened: { assignee: "ruben", version: "Yearly inspection", due: 8, category: "Safety", priority: "High" },
    notes: [
      {
        by: "ruben",
        on: -13,
        to: { status: "In Progress", done: 80 },
        text: "395 counted, **12 have expired**, eight of them on Puffin. With her 98 seats she needs 108 good ones and has 117. New ones are ordered anyway.",
        files: [{ name: "life-jackets.csv", about: "Counted by hand, twice", content: jackets }],
      },
    ],
    hours: [{ by: "ruben", on: -13, hours: 6, doing: "Maintenance", comment: "Counted everything orange" }],
  },
  {
    id: 403,
    project: "Fleet",
    tracker: "Task",
    subject: "Radar of Old Faithful: replace the magnetron",
    text: "She sees rain and other ferries, and no longer the lighthouse.",
    by: "ruben",
    on: -33,
    parent: 401,
    estimate: 6,
    boats: ["Old Faithful"],
    opened: { assignee: "ruben", version: "Yearly inspection", due: 5, category: "Safety", priority: "High" },
    notes: [{ by: "ruben", on: -6, text: "The part is on a ship. Not one of ours, it is late." }],
  },
  {
    id: 404,
    project: "Fleet",
    tracker: "Task",
    subject: "Fire drill with the new crew",
    text: "Everybody finds every extinguisher with closed eyes.",
    by: "ruben",
    on: -28,
    parent: 401,
    opened: { assignee: "ruben", version: "Yearly inspection", due: -8, category: "Safety" },
    notes: [
      {
        by: "ruben",
        on: -9,
        to: { status: "Closed", done: 100 },
        text: "Done in 3:40. The record is 3:25, held by the kitchen.",
      },
    ],
    hours: [{ by: "ruben", on: -9, hours: 2.5, doing: "Maintenance", comment: "Fire drill" }],
  },
];
