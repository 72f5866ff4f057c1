import { burnDown, gantt } from "./charts.js";
import { element, table } from "./elements.js";
import { announce, data, date, hours, link, show, start, today } from "./shared.js";

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

start(loadRoadmap);
