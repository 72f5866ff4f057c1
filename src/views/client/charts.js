// The two drawings of a version: Gantt and burn-down.
import { drawing, element, svg } from "./elements.js";
import { date, number, today } from "./shared.js";

const dayMs = 86_400_000;
const barHeight = 18;
const besideFrom = 560; // pixels; where there is less, a label stands above its bar
const time = (day) => Date.parse(`${day}T00:00:00Z`);
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

export function gantt(issues, relations) {
  const dated = issues.filter(({ start, due }) => start || due).slice(0, 100);
  if (dated.length === 0) return element("p", { class: "muted" }, "No issue has dates.");
  return element(
    "div",
    {},
    element("h3", {}, "Gantt"),
    drawing((width) => ganttOf(dated, relations, width)),
  );
}

function ganttOf(dated, relations, width) {
  const isBeside = width >= besideFrom;
  const labelWidth = isBeside ? Math.round(width / 3) : 0;
  const labelHeight = isBeside ? 0 : 18;
  const rowHeight = labelHeight + barHeight + 8;
  const labelChars = Math.floor((isBeside ? labelWidth : width) / 7.2);
  const spans = dated.map(({ start, due }) => [time(start ?? due), time(due ?? start) + dayMs]);
  const first = Math.min(...spans.map(([from]) => from));
  const last = Math.max(...spans.map(([, to]) => to), first + dayMs);
  const x = (at) => labelWidth + ((at - first) / (last - first)) * (width - labelWidth - 8);
  const y = (row) => row * rowHeight + labelHeight + 4;
  const height = dated.length * rowHeight + 28;
  const rowOf = new Map(dated.map(({ id }, row) => [id, row]));
  const arrows = relations
    .filter(({ from, to }) => rowOf.has(from) && rowOf.has(to))
    .map(({ from, to }) => {
      const [a, b] = [rowOf.get(from), rowOf.get(to)];
      const [x1, y1, x2, y2] = [x(spans[a][1]), y(a) + 9, x(spans[b][0]), y(b) + 9];
      return svg("path", {
        d: `M${x1} ${y1}h6V${y2}H${x2}`,
        fill: "none",
        stroke: "currentColor",
        "marker-end": "url(#arrow)",
      });
    });
  return svg(
    "svg",
    {
      width,
      height,
      role: "img",
      "aria-label": `Gantt chart of ${dated.length} issues, ${date(new Date(first).toISOString())} to ${date(new Date(last).toISOString())}; the table below has the same`,
    },
    svg(
      "defs",
      {},
      svg(
        "marker",
        { id: "arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
        svg("path", { d: "M0 0L8 4L0 8z", fill: "currentColor" }),
      ),
    ),
    dated.map((issue, row) => {
      const [from, to] = spans[row];
      const isLate = issue.due && issue.due < today() && !issue.isClosed;
      const label = svg("text", { x: 0, y: y(row) + 13 - labelHeight });
      label.textContent = cut(`#${issue.id} ${issue.subject}`, labelChars);
      const span = x(to) - x(from);
      return svg(
        "g",
        {},
        label,
        svg("rect", {
          x: x(from),
          y: y(row),
          width: Math.max(3, span),
          height: barHeight,
          rx: 3,
          class: isLate ? "late" : "c5",
          opacity: 0.45,
        }),
        svg("rect", {
          x: x(from),
          y: y(row),
          width: Math.max(0, (span * issue.done) / 100),
          height: barHeight,
          rx: 3,
          class: isLate ? "late" : "c0",
        }),
      );
    }),
    arrows,
    axis(first, last, x, height),
  );
}

function axis(first, last, x, height) {
  const label = (at, anchor) => {
    const made = svg("text", { x: x(at), y: height - 6, "text-anchor": anchor });
    made.textContent = date(new Date(at).toISOString());
    return made;
  };
  const now = time(today());
  return [
    label(first, "start"),
    label(last, "end"),
    ...(now > first && now < last
      ? [svg("line", { x1: x(now), x2: x(now), y1: 0, y2: height - 20, class: "axis", "stroke-dasharray": "4 3" })]
      : []),
  ];
}

/** What was open at the end of each day: estimated hours where issues have them, else issues. */
export function burnDown(version, issues) {
  const weigh = issues.some(({ estimated }) => estimated > 0) ? ({ estimated }) => estimated ?? 0 : () => 1;
  const first = Math.min(...issues.map(({ created }) => time(created)));
  const end = Math.max(time(today()), version.due ? time(version.due) : 0, first + dayMs);
  const days = Math.max(1, Math.round((end - first) / dayMs));
  const step = Math.max(1, Math.ceil(days / 120));
  const left = [];
  for (let at = first; at <= time(today()); at += step * dayMs) {
    left.push([
      at,
      issues
        .filter(({ created, closed }) => time(created) <= at && !(closed && time(closed) <= at))
        .reduce((sum, issue) => sum + weigh(issue), 0),
    ]);
  }
  const most = Math.max(...left.map(([, value]) => value), 1);
  const remaining = left.at(-1)?.[1] ?? 0;
  const unit = weigh({ estimated: 7 }) === 7 ? "hours" : "issues";
  const name = `Burn-down: ${number(most)} ${unit} at most, ${number(remaining)} left today`;
  const aim = version.due ? time(version.due) : end;
  return element(
    "div",
    {},
    element("h3", {}, `Burn-down in ${unit}`),
    drawing((width) => burnDownOf({ left, most, first, end, aim, name }, width)),
    element(
      "p",
      { class: "muted" },
      `${number(remaining)} ${unit} left. Dashed: an even pace until ${date(new Date(aim).toISOString())}.`,
    ),
  );
}

function burnDownOf({ left, most, first, end, aim, name }, width) {
  const x = (at) => 40 + ((at - first) / (end - first)) * (width - 48);
  const y = (value) => 10 + (1 - value / most) * 140;
  const points = left.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const scale = [most, 0].map((value) => {
    const made = svg("text", { x: 0, y: y(value) + 4 });
    made.textContent = number(value, 0);
    return made;
  });
  return svg(
    "svg",
    { width, height: 180, role: "img", "aria-label": name },
    scale,
    svg("line", { x1: 40, x2: width - 8, y1: y(0), y2: y(0), class: "axis" }),
    svg("line", { x1: x(first), y1: y(most), x2: x(aim), y2: y(0), class: "axis", "stroke-dasharray": "5 4" }),
    svg("polyline", { points, fill: "none", stroke: "currentColor", "stroke-width": 2 }),
    axis(first, end, x, 176),
  );
}
