import { announce, data, date, element, hours, link, number, show, start, svg, table, today } from "./shared.js";

const dayMs = 86_400_000;
const rowHeight = 26;
const width = 760;
const labelWidth = 250;
const time = (day) => Date.parse(`${day}T00:00:00Z`);
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

async function loadRoadmap({ project_id, closed }) {
  const { versions, total } = await data("roadmap", { project_id, closed });
  if (versions.length === 0)
    return show(element("h1", {}, "Roadmap"), element("p", {}, "This project has no open version."));
  show(
    element("h1", {}, "Roadmap"),
    versions.length < total && element("p", { class: "muted" }, `The first ${versions.length} of ${total} versions.`),
    element("ul", {}, versions.map(item)),
  );
}

function item(version) {
  const isLate = version.due && version.due < today() && version.open > 0;
  const inside = element("div");
  const details = element("details", {}, element("summary", {}, "Gantt and burn-down"), inside);
  details.addEventListener("toggle", async () => {
    if (!details.open || inside.childNodes.length > 0) return;
    announce("Loading…");
    try {
      inside.replaceChildren(...opened(version, await data("version", { version_id: version.id })).filter(Boolean));
      announce("");
    } catch (error) {
      announce(error.message, true);
    }
  });
  return element(
    "li",
    { class: "card" },
    element("h2", {}, version.name),
    element(
      "p",
      { class: isLate ? "bad" : "muted" },
      [
        version.due ? `due ${date(version.due)}${isLate ? " (late)" : ""}` : "no due date",
        `${version.closed} of ${version.open + version.closed} closed`,
        version.estimated > 0 && `${hours(version.estimated)} estimated`,
        version.spent > 0 && `${hours(version.spent)} spent`,
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    element("div", { class: "bar", role: "img", "aria-label": `${version.done}% done` }, filled(version.done)),
    version.open + version.closed > 0 && details,
  );
}

function filled(percent) {
  const made = element("i");
  made.style.width = `${percent}%`;
  return made;
}

function opened(version, { issues, total, relations }) {
  return [
    issues.length < total && element("p", { class: "muted" }, `The first ${issues.length} of ${total} issues.`),
    gantt(issues, relations),
    burnDown(version, issues),
    element(
      "details",
      {},
      element("summary", {}, "The same as a table"),
      table(
        ["Issue", "Status", "Start", "Due", { text: "Done", numeric: true }],
        issues.map(({ id, subject, url, status: name, start, due, done }) => [
          link(`#${id} ${subject}`, url),
          name,
          date(start),
          date(due),
          `${done}%`,
        ]),
      ),
    ),
  ];
}

function gantt(issues, relations) {
  const dated = issues.filter(({ start, due }) => start || due).slice(0, 100);
  if (dated.length === 0) return element("p", { class: "muted" }, "No issue has dates.");
  const spans = dated.map(({ start, due }) => [time(start ?? due), time(due ?? start) + dayMs]);
  const first = Math.min(...spans.map(([from]) => from));
  const last = Math.max(...spans.map(([, to]) => to), first + dayMs);
  const x = (at) => labelWidth + ((at - first) / (last - first)) * (width - labelWidth - 8);
  const y = (row) => row * rowHeight + 4;
  const height = y(dated.length) + 24;
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
  const drawn = svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
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
      const label = svg("text", { x: 0, y: y(row) + 14 });
      label.textContent = cut(`#${issue.id} ${issue.subject}`, 38);
      const span = x(to) - x(from);
      return svg(
        "g",
        {},
        label,
        svg("rect", {
          x: x(from),
          y: y(row),
          width: Math.max(3, span),
          height: 18,
          rx: 3,
          class: isLate ? "late" : "c5",
          opacity: 0.45,
        }),
        svg("rect", {
          x: x(from),
          y: y(row),
          width: Math.max(0, (span * issue.done) / 100),
          height: 18,
          rx: 3,
          class: isLate ? "late" : "c0",
        }),
      );
    }),
    arrows,
    axis(first, last, x, height),
  );
  return element("div", {}, element("h3", {}, "Gantt"), drawn);
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
function burnDown(version, issues) {
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
  const x = (at) => 40 + ((at - first) / (end - first)) * (width - 48);
  const y = (value) => 10 + (1 - value / most) * 140;
  const points = left.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const remaining = left.at(-1)?.[1] ?? 0;
  const unit = weigh({ estimated: 7 }) === 7 ? "hours" : "issues";
  const scale = [most, 0].map((value) => {
    const made = svg("text", { x: 0, y: y(value) + 4 });
    made.textContent = number(value, 0);
    return made;
  });
  return element(
    "div",
    {},
    element("h3", {}, `Burn-down in ${unit}`),
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} 180`,
        role: "img",
        "aria-label": `Burn-down: ${number(most)} ${unit} at most, ${number(remaining)} left today`,
      },
      scale,
      svg("line", { x1: 40, x2: width - 8, y1: y(0), y2: y(0), class: "axis" }),
      svg("line", {
        x1: x(first),
        y1: y(most),
        x2: x(version.due ? time(version.due) : end),
        y2: y(0),
        class: "axis",
        "stroke-dasharray": "5 4",
      }),
      svg("polyline", { points, fill: "none", stroke: "currentColor", "stroke-width": 2 }),
      axis(first, end, x, 176),
    ),
    element(
      "p",
      { class: "muted" },
      `${number(remaining)} ${unit} left. Dashed: an even pace until ${date(new Date(version.due ? time(version.due) : end).toISOString())}.`,
    ),
  );
}

start(loadRoadmap);
