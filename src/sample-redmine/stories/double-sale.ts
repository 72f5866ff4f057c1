import { soldChart } from "./pictures.ts";
import type { Story } from "./story.ts";

const serverLog = `00:00:03 seatmap  cache filled for 14 sailings (boat=heron seats=149)
05:52:10 fleet    swap 07:40 heron -> puffin (by captain's tablet, ruben)
05:52:10 fleet    swap stored, 98 seats
05:52:11 seatmap  swap event for sailing 740 ignored: sailing has no id 740
06:31:44 shop     07:40 free=51 (asked: seatmap)
06:58:02 shop     07:40 free=12 (asked: seatmap)
07:21:37 shop     07:40 sold out (asked: seatmap, boat=heron seats=149)
07:36:20 scanner  07:40 checked in 98 of 98 seats
07:36:41 scanner  07:40 ticket ok, NO SEAT
07:36:44 scanner  07:40 ticket ok, NO SEAT
`;

/** The bug with a long history: the cause is in the log, and the fix missed half of it. */
export const doubleSale: Story = {
  id: 418,
  project: "Booking",
  tracker: "Bug",
  subject: "The 7:40 to Old Town is sold twice on some days",
  text: `This morning 117 people had a valid ticket for the 7:40, and Puffin has 98 seats. Nineteen of them watched her leave.

* Only the 7:40, never another ferry, as far as we know.
* Not every day: I looked back, and today is the first time.
* Every ticket is genuine: paid, confirmed, scanned green.

I gave everybody a coffee and a place on the 8:10.`,
  by: "ines",
  on: -41,
  at: "08:25",
  opened: { priority: "High", category: "Checkout" },
  impact: "Passengers left on the pier",
  boats: ["Heron", "Puffin"],
  watchers: ["ines", "maya", "ruben"],
  estimate: 16,
  notes: [
    { by: "maya", on: -41, at: "09:10", to: { assignee: "tom" }, text: "Tom, this one first please. People notice." },
    {
      by: "tom",
      on: -40,
      at: "15:42",
      to: { status: "In Progress" },
      text: "My first guess was the double click on **Pay**. It is not: the button is off after the first click, and no order exists twice.",
    },
    {
      by: "ines",
      on: -38,
      at: "08:02",
      text: "Again today. 104 tickets, 98 seats. I am running out of coffee vouchers.",
    },
    {
      by: "tom",
      on: -37,
      at: "11:20",
      text: "Second guess: the payment provider calls us back twice and we count one payment for two tickets. I replayed a week of callbacks: all counted once.",
      to: { done: 20 },
    },
    {
      by: "piet",
      on: -36,
      at: "19:05",
      text: "Before I go: the seat map is cached at midnight. I meant to do something about it since 3.0. Sorry!",
    },
    {
      by: "bot",
      on: -33,
      at: "07:36",
      text: "Alert: 07:40 checked in 98 of 98 seats, 21 more tickets are valid.",
      to: { priority: "Urgent" },
    },
    {
      by: "tom",
      on: -33,
      at: "16:30",
      text: "The log of this morning, and sales of the 7:40 for two weeks. Red bars are days with more tickets than seats. **What do the red days have in common?**",
      files: [
        { name: "seatmap.log", about: "Shop and scanner, the morning of the third time", content: serverLog },
        {
          name: "sold-7-40.png",
          about: "Tickets sold for the 7:40 in two weeks; the line is 98 seats",
          content: soldChart(),
        },
      ],
    },
    {
      by: "ruben",
      on: -32,
      at: "06:15",
      text: "I can tell you. On those mornings Heron stayed in bed: it was damp, and her starter sulks. I sent Puffin, cough or no cough (#405). I swap them on the tablet at ten to six.",
    },
    {
      by: "tom",
      on: -32,
      at: "10:44",
      text: "That is it. At midnight the shop remembers 149 seats for the 7:40, because Heron is planned. Ruben swaps to Puffin at 5:50, the swap event names the sailing by its time (`740`) and not by its id, so the cache never hears of it. It is always the 7:40 because no other boat is swapped after midnight.",
      to: { done: 60 },
    },
    {
      by: "maya",
      on: -31,
      at: "09:00",
      to: { version: "4.2" },
      text: "Wonderful detective work. Into 4.2, and please no ferry leaves anybody behind before that: Inês, can you stop sales at 90 by hand?",
    },
    { by: "ines", on: -31, at: "09:20", text: "I can. I have set an alarm for 5:55. Goodbye, sleep." },
    {
      by: "tom",
      on: -18,
      at: "17:12",
      to: { status: "Resolved", done: 100 },
      text: "The swap event now carries the sailing's id, and the seat map drops what it knew. Live since today.",
    },
    { by: "maya", on: -17, at: "10:05", to: { status: "Closed" }, text: "Two weeks of coffee vouchers saved." },
    {
      by: "ines",
      on: -2,
      at: "08:11",
      to: { status: "Feedback", done: 80, priority: "Immediate" },
      text: "Not quite! Today: 131 tickets, 98 seats. But this time Ruben swapped **the evening before**, at 23:50.",
    },
    {
      by: "tom",
      on: -1,
      at: "16:48",
      text: "Ten minutes before midnight the swap is right; at midnight the cache is filled again **from the plan**, which still says Heron. Two ways out: (a) the nightly job asks for swaps too, an hour of work; (b) no cache at all, three days and the right thing. With nine days left I would do (a) now and (b) in 5.0. Maya, your call.",
    },
  ],
  hours: [
    { by: "tom", on: -40, hours: 4, doing: "Development", comment: "Double click theory, dead" },
    { by: "tom", on: -37, hours: 5.5, doing: "Development", comment: "Replayed payment callbacks" },
    { by: "tom", on: -32, hours: 2, doing: "Development", comment: "Found it, with Ruben's help" },
    { by: "tom", on: -18, hours: 3, doing: "Development", comment: "Swap event with the sailing's id" },
    { by: "ines", on: -2, hours: 1.5, doing: "Passenger service", comment: "Thirty-three unhappy people" },
    { by: "tom", on: -1, hours: 2.5, doing: "Development", comment: "The midnight half of the bug" },
  ],
};
