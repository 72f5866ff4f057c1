import type { Story } from "./story.ts";

const engine = `rpm,temperature_c,oil_bar,note
800,71,4.1,purrs
1200,78,4.0,purrs
1400,84,3.6,first cough
1500,88,3.1,coughs
1600,93,2.4,stopped before she did
`;

/** Three boats, and what keeps them afloat. */
export const fleet: Story[] = [
  {
    id: 405,
    project: "Fleet",
    tracker: "Bug",
    subject: "Puffin's port engine coughs above 1,400 rpm",
    text: "She keeps her timetable at 1,350. Against the tide she does not.",
    by: "ruben",
    on: -34,
    estimate: 14,
    impact: "Annoying",
    boats: ["Puffin"],
    opened: { assignee: "ruben", category: "Engine", priority: "High" },
    files: [{ name: "port-engine.csv", about: "One run in the harbour", content: engine }],
    notes: [
      {
        by: "ruben",
        on: -27,
        to: { status: "In Progress", done: 30 },
        text: "New fuel filter. The cough is politer now.",
      },
      {
        by: "ruben",
        on: -5,
        text: "Oil pressure falls with the rpm: I suspect the pump. It is a day in the yard, and then Heron must not be ill.",
      },
    ],
    hours: [
      { by: "ruben", on: -27, hours: 5, doing: "Maintenance", comment: "Fuel filter" },
      { by: "ruben", on: -5, hours: 3, doing: "Maintenance", comment: "Listening to an engine" },
    ],
  },
  {
    id: 406,
    project: "Fleet",
    tracker: "Bug",
    subject: "Heron's horn plays a B flat instead of an A",
    text: "Says the conductor who lives at the pier. She is right.",
    by: "ines",
    on: -50,
    impact: "Nobody notices",
    boats: ["Heron"],
    opened: { priority: "Low" },
    notes: [{ by: "ruben", on: -49, text: "The horn is from 1961 and has never had a lesson." }],
  },
  {
    id: 407,
    project: "Fleet",
    tracker: "Task",
    subject: "Repaint the name “Old Faithfull”",
    text: "One l too many, two metres high, since Tuesday.",
    by: "maya",
    on: -66,
    boats: ["Old Faithful"],
    opened: { category: "Hull", assignee: "ruben" },
    notes: [{ by: "ruben", on: -62, to: { status: "Closed", done: 100 }, text: "The painter paid for the paint." }],
  },
  {
    id: 408,
    project: "Fleet",
    tracker: "Task",
    subject: "Order diesel for next month",
    text: "18,000 litres, before the price goes up again.",
    by: "ruben",
    on: -20,
    opened: { assignee: "ruben", due: -2, priority: "High" },
    notes: [{ by: "maya", on: -1, at: "17:05", text: "Ruben? The price went up today." }],
  },
  {
    id: 409,
    project: "Fleet",
    tracker: "Bug",
    subject: "Bilge alarm at every high tide",
    text: "Beeps from the pier at four in the morning. The neighbours know the tide table by heart.",
    by: "bot",
    on: -23,
    impact: "Annoying",
    boats: ["Heron"],
    opened: { category: "Hull", assignee: "ruben" },
    notes: [
      {
        by: "ruben",
        on: -16,
        to: { status: "Resolved", done: 100 },
        text: "The sensor hung two fingers too low. She is dry.",
      },
    ],
    hours: [{ by: "ruben", on: -16, hours: 1, doing: "Maintenance", comment: "Lifted a sensor" }],
  },
  {
    id: 410,
    project: "Fleet",
    tracker: "Feature",
    subject: "Solar panels on the wheelhouse roof",
    text: "Enough for the lamps, the radio and Margaret's heated perch (see #428).",
    by: "ruben",
    on: -90,
    boats: ["Heron"],
    estimate: 30,
    opened: {},
    notes: [
      {
        by: "maya",
        on: -75,
        to: { status: "Feedback" },
        text: "What does it cost, and how many litres does it save in a year? The perch is not in the budget.",
      },
    ],
  },
  {
    id: 411,
    project: "Fleet",
    tracker: "Support",
    subject: "A parrot in the lost property office",
    text: "Found on the 18:40. Says “mind the gap”. Answers to no name.",
    by: "ines",
    on: -37,
    impact: "Nobody notices",
    boats: ["Puffin"],
    opened: { assignee: "ines" },
    notes: [
      { by: "ines", on: -36, text: "Now also says “next stop Old Town”, in Ruben's voice." },
      {
        by: "ines",
        on: -33,
        to: { status: "Closed", done: 100 },
        text: "Fetched by a bus driver, which explains the gap.",
      },
    ],
  },
  {
    id: 412,
    project: "Fleet",
    tracker: "Bug",
    subject: "Puffin's compass points to the coffee machine",
    text: "Since the new coffee machine.",
    by: "ruben",
    on: -110,
    impact: "Annoying",
    boats: ["Puffin"],
    opened: { category: "Safety", assignee: "ruben", priority: "Urgent" },
    notes: [
      {
        by: "ruben",
        on: -109,
        to: { status: "Closed", done: 100 },
        text: "Moved the coffee machine. There was a vote about moving the compass.",
      },
    ],
  },
];
