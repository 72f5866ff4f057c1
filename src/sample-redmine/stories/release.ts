import type { Story } from "./story.ts";

const firstDays = `sailing,from,to,boat,days
0610,Island,Old Town,Heron,daily
0740,Island,Old Town,Heron,daily
0810,Island,Old Town,Puffin,daily
1030,Island,Lighthouse,Old Faithful,weekends
1725,Old Town,Island,Heron,daily
1840,Old Town,Island,Puffin,daily
2330,Old Town,Island,Puffin,Fri Sat
`;

/** Booking 4.2, which is at risk for reasons that stand in five different issues. */
export const release: Story[] = [
  {
    id: 419,
    project: "Booking",
    tracker: "Feature",
    subject: "The new timetable goes on sale",
    text: "Everything that must be true on the morning when 4.2 opens the sale of the new timetable. The notes for passengers are in [[Next_release]].",
    by: "maya",
    on: -48,
    opened: { assignee: "maya", version: "4.2", due: 9, priority: "Urgent", category: "Timetable", done: 44 },
    watchers: ["tom", "ines", "ruben"],
    notes: [
      {
        by: "maya",
        on: -6,
        at: "14:00",
        to: { status: "In Progress" },
        text: "The posters are printed: *nine in the morning*. There is no moving the date any more.",
      },
      {
        by: "tom",
        on: -3,
        at: "18:20",
        text: "I can do #431 or the load test #424 this week, not both, and #418 has come back. Somebody has to say what goes.",
      },
    ],
  },
  {
    id: 420,
    project: "Booking",
    tracker: "Task",
    subject: "Import the new timetable from the captains' spreadsheet",
    text: "212 sailings. Column F is a colour.",
    by: "maya",
    on: -40,
    parent: 419,
    estimate: 8,
    opened: { assignee: "tom", version: "4.2", due: -10, category: "Timetable" },
    files: [{ name: "timetable.csv", about: "The first lines, without the colours", content: firstDays }],
    notes: [
      {
        by: "tom",
        on: -22,
        to: { status: "In Progress", done: 50 },
        text: "Yellow means “only if it does not rain”. I asked.",
      },
      {
        by: "tom",
        on: -12,
        to: { status: "Resolved", done: 100 },
        text: "All 212 are in. Ruben has checked every tenth.",
      },
    ],
    hours: [
      { by: "tom", on: -22, hours: 5, doing: "Development", comment: "Reading colours out of a spreadsheet" },
      { by: "tom", on: -12, hours: 3, doing: "Development", comment: "Import, second half" },
    ],
  },
  {
    id: 421,
    project: "Booking",
    tracker: "Feature",
    subject: "Sailings that exist only at weekends with good weather",
    text: "The lighthouse ferry. Sell the ticket, and say by eight in the morning whether she sails.",
    by: "maya",
    on: -38,
    parent: 419,
    estimate: 20,
    boats: ["Old Faithful"],
    opened: { assignee: "tom", version: "4.2", due: 4, category: "Timetable" },
    notes: [
      {
        by: "tom",
        on: -9,
        to: { status: "In Progress", done: 60 },
        text: "Selling works. Telling people does not yet: see #427 for the mail.",
      },
    ],
    hours: [
      { by: "tom", on: -9, hours: 6, doing: "Development", comment: "Weather-dependent sailings" },
      { by: "tom", on: -4, hours: 4, doing: "Development", comment: "Weather-dependent sailings, the refund path" },
    ],
  },
  {
    id: 422,
    project: "Booking",
    tracker: "Task",
    subject: "Proofread the timetable in three languages",
    text: "“Ferry” is not “fairy”. It was, last year, for a week.",
    by: "maya",
    on: -30,
    parent: 419,
    estimate: 3,
    opened: { assignee: "ines", version: "4.2", due: -4, category: "Timetable" },
    notes: [
      {
        by: "ines",
        on: -11,
        text: "Two of three done. I need the last one from the translator, who is on a ferry.",
        to: { status: "In Progress", done: 60 },
      },
    ],
  },
  {
    id: 424,
    project: "Booking",
    tracker: "Task",
    subject: "Load test for the opening of the sale",
    text: `Last year 2,300 people pressed *Buy* in the first minute, and the shop needed eleven minutes to get up again.

Goal: 3,000 orders in the first minute, answer below two seconds.`,
    by: "tom",
    on: -35,
    parent: 419,
    estimate: 12,
    opened: { version: "4.2", due: -3, priority: "High", category: "Checkout" },
    watchers: ["tom"],
    notes: [
      { by: "maya", on: -8, text: "Who does this? It is due in five days and belongs to nobody." },
      {
        by: "maya",
        on: -2,
        at: "09:30",
        to: { priority: "Urgent" },
        text: "It is overdue now, and still belongs to nobody.",
      },
    ],
  },
  {
    id: 431,
    project: "Booking",
    tracker: "Bug",
    subject: "When the clocks change, the night ferry arrives before it leaves",
    text: "The 23:30 on the night of the change: departure 23:30, arrival 23:15. The shop refuses to sell a ferry that travels in time.",
    by: "ruben",
    on: -26,
    parent: 419,
    estimate: 6,
    impact: "Annoying",
    boats: ["Puffin"],
    opened: { assignee: "tom", version: "4.2", due: 6, priority: "High", category: "Timetable" },
    notes: [
      {
        by: "tom",
        on: -14,
        text: "We store local times and add minutes. Of course we do. Times must be stored with their offset: 212 sailings and every ticket.",
      },
      { by: "ines", on: -13, text: "For the record: one gentleman asked whether he may travel back to his childhood." },
      {
        by: "tom",
        on: -5,
        to: { status: "In Progress", done: 10 },
        text: "Started. The change of the tables is easy, the tickets already sold are not.",
      },
    ],
    hours: [{ by: "tom", on: -5, hours: 3.5, doing: "Development", comment: "Times with their offset" }],
  },
  {
    id: 438,
    project: "Booking",
    tracker: "Task",
    subject: "New key from the payment provider before the old one ends",
    text: "The old key stops working in two days. Without the new one nobody can pay. The key itself is in the safe, not here.",
    by: "maya",
    on: -7,
    isPrivate: true,
    estimate: 1,
    opened: { assignee: "tom", version: "4.2", due: 2, priority: "Urgent", category: "Checkout" },
    notes: [{ by: "maya", on: -3, text: "Safe: second drawer, under the ship's biscuits.", isPrivate: true }],
  },
];
