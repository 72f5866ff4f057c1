import { choice, drawing, element, svg, table } from "./elements.js";
import { announce, capabilities, data, date, hours, number, request, show, start } from "./shared.js";

const shades = 5;
let entries;
let by = "user";

async function loadTime(args) {
  const read = await data("time", args);
  entries = read.entries;
  if (entries.length === 0)
    return show(element("h1", {}, "Time spent"), element("p", {}, "No time is logged that fits."));
  draw(read);
}

const keyOf = (entry) => (by === "day" ? entry.day : entry[by]) || "none";

function sums(key) {
  const found = new Map();
  for (const entry of entries) found.set(key(entry), (found.get(key(entry)) ?? 0) + entry.hours);
  return [...found].sort(([, a], [, b]) => b - a);
}

function draw(read) {
  const total = entries.reduce((sum, entry) => sum + entry.hours, 0);
  const groups = sums(keyOf);
  const most = groups[0]?.[1] ?? 1;
  const ranks = new Map(groups.map(([name], at) => [name, Math.min(at, shades)]));
  const name = (key) => (by === "day" ? date(key) : key);
  const options = [
    ["user", "person"],
    ["activity", "activity"],
    ["project", "project"],
    ["issue", "issue"],
    ["day", "day"],
  ];
  show(
    element("h1", {}, `Time spent: ${hours(total)}`),
    read.total > entries.length &&
      element(
        "p",
        { class: "muted" },
        `The newest ${entries.length} of ${read.total} entries. Narrow the dates for the whole sum.`,
      ),
    element(
      "div",
      { class: "row" },
      choice("Group by", options, by, (chosen) => {
        by = chosen;
        draw(read);
      }),
      capabilities.downloadFile && element("button", { type: "button", onclick: download }, "Download CSV"),
    ),
    byDay(ranks),
    table(
      ["", options.find(([value]) => value === by)[1], { text: "Hours", numeric: true }].slice(1),
      groups.slice(0, 60).map(([key, value]) => {
        const bar = element("i", { class: `c${ranks.get(key)}` });
        bar.style.width = `${(value / most) * 100}%`;
        return [
          element(
            "div",
            {},
            element("span", { class: `key c${ranks.get(key)}`, "aria-hidden": "true" }),
            name(key),
            element("div", { class: "bar", "aria-hidden": "true" }, bar),
          ),
          number(value),
        ];
      }),
    ),
    groups.length > 60 && element("p", { class: "muted" }, `${groups.length - 60} more in the CSV.`),
  );
}

/** Stacked bars, a day each; of many days the newest 60. */
function byDay(ranks) {
  const days = [...new Set(entries.map(({ day }) => day))].sort().slice(-60);
  return days.length > 1 && drawing((width) => bars(days, ranks, width));
}

function bars(days, ranks, width) {
  const sumOf = (day) => entries.reduce((sum, entry) => sum + (entry.day === day ? entry.hours : 0), 0);
  const most = Math.max(...days.map(sumOf));
  const left = 36;
  const wide = (width - left) / days.length;
  const drawn = days.flatMap((day, at) => {
    let below = 0;
    return Array.from({ length: shades + 1 }, (_, shade) => {
      const value = entries.reduce(
        (sum, entry) => sum + (entry.day === day && ranks.get(keyOf(entry)) === shade ? entry.hours : 0),
        0,
      );
      const height = (value / most) * 140;
      below += height;
      return svg("rect", {
        x: left + at * wide,
        y: 150 - below,
        width: Math.max(1, wide - 2),
        height,
        class: `c${shade}`,
      });
    });
  });
  const label = (text, x, y, anchor) => {
    const made = svg("text", { x, y, "text-anchor": anchor });
    made.textContent = text;
    return made;
  };
  return svg(
    "svg",
    {
      width,
      height: 172,
      role: "img",
      "aria-label": `Hours by day, ${date(days[0])} to ${date(days.at(-1))}, at most ${hours(most)} a day`,
    },
    drawn,
    label(number(most, 1), 0, 20, "start"),
    label("0", 0, 150, "start"),
    label(date(days[0]), left, 168, "start"),
    label(date(days.at(-1)), width, 168, "end"),
  );
}

/** A cell that begins like a formula would be run by spreadsheets. */
function cell(value) {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

async function download() {
  const rows = entries.map((entry) => [
    entry.day,
    entry.hours,
    entry.user,
    entry.activity,
    entry.project,
    entry.issue,
    entry.comment,
  ]);
  const text = [["Date", "Hours", "Person", "Activity", "Project", "Issue", "Comment"], ...rows]
    .map((row) => row.map(cell).join(","))
    .join("\r\n");
  try {
    const answer = await request("ui/download-file", {
      contents: [
        {
          type: "resource",
          resource: { uri: "file:///time-entries.csv", mimeType: "text/csv", text: `\ufeff${text}` },
        },
      ],
    });
    announce(answer.isError ? "The file was not downloaded." : "The file was downloaded.", answer.isError);
  } catch (error) {
    announce(error.message, true);
  }
}

start(loadTime);
