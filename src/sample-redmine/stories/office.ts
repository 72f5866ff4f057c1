import type { Story } from "./story.ts";

/** A private project: who is no member never learns of it, and Tom had better not. */
export const office: Story[] = [
  {
    id: 451,
    project: "Harbour Office",
    tracker: "Task",
    subject: "Hire a second developer before 5.0",
    text: "Tom has 31 days of holiday left. From last year.",
    by: "maya",
    on: -52,
    opened: { assignee: "maya", priority: "High", due: 40 },
    notes: [
      {
        by: "maya",
        on: -10,
        to: { status: "In Progress", done: 40 },
        text: "Three good letters, one from a lighthouse keeper.",
      },
    ],
  },
  {
    id: 452,
    project: "Harbour Office",
    tracker: "Task",
    subject: "The contract with the payment provider ends",
    text: "They want 0.3 points more. See #438 for the key, which is another thing.",
    by: "maya",
    on: -21,
    opened: { assignee: "maya", due: 30 },
  },
  {
    id: 453,
    project: "Harbour Office",
    tracker: "Feature",
    subject: "A fourth boat?",
    text: "On a Saturday we leave 200 people on the pier **without** any bug.",
    by: "maya",
    on: -85,
    opened: { priority: "Low" },
    notes: [{ by: "ruben", on: -84, text: "Yes. Her name should be *Margaret*." }],
  },
  {
    id: 454,
    project: "Harbour Office",
    tracker: "Task",
    subject: "Surprise party: Tom has been here for five years",
    text: "On Heron, after the last ferry. Cake: the bride from #432 knows a baker. **Not a word to Tom.**",
    by: "maya",
    on: -11,
    opened: { assignee: "maya", due: 12 },
    watchers: ["ruben"],
    notes: [{ by: "ruben", on: -10, text: "I will say that the engine needs him." }],
  },
];
