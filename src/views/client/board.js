import { choice, element } from "./elements.js";
import { announce, call, data, date, link, show, start, today, withoutMarks } from "./shared.js";

const cardsShown = 15;
let board;
let boardArgs;
const expanded = new Set();

async function loadBoard(args) {
  boardArgs = args;
  board = await data("board", args);
  draw();
}

function draw(focusId) {
  const { issues, columns, total, groupBy } = board;
  if (total === 0) return show(element("h1", {}, "Board"), element("p", {}, "No issues match."));
  const filter = choice(
    "Assignee",
    [
      ["", "everybody"],
      ...[...new Set(issues.map(({ assignee }) => assignee).filter(Boolean))].sort().map((name) => [name, name]),
    ],
    board.only ?? "",
    (name) => {
      board.only = name;
      draw();
    },
  );
  show(
    element("h1", {}, `Board by ${groupBy}`),
    element(
      "div",
      { class: "row" },
      choice(
        "Columns",
        [
          ["status", "status"],
          ["assignee", "assignee"],
          ["version", "version"],
        ],
        groupBy,
        async (chosen) => {
          expanded.clear();
          await loadBoard({ ...boardArgs, group_by: chosen }).catch((error) => announce(error.message, true));
        },
      ),
      filter,
    ),
    element(
      "p",
      { class: "muted" },
      issues.length < total
        ? `The first ${issues.length} of ${total} issues. Narrow the filters to see the others.`
        : `${total} issues`,
    ),
    element("div", { class: "board" }, columns.map(column)),
  );
  if (focusId) document.getElementById(`card-${focusId}`)?.focus();
}

const inColumn = ({ id }) =>
  board.issues.filter((issue) => (issue.column ?? 0) === id && (!board.only || issue.assignee === board.only));

function column(each) {
  const cards = inColumn(each);
  const shown = expanded.has(each.id) ? cards : cards.slice(0, cardsShown);
  const place = element(
    "section",
    { class: "column", "aria-label": each.name, "data-column": each.id },
    element("h2", {}, `${each.name} (${cards.length})`),
    element("ul", {}, shown.map(card)),
    cards.length > shown.length &&
      element(
        "button",
        {
          type: "button",
          onclick: () => {
            expanded.add(each.id);
            draw();
          },
        },
        `${cards.length - shown.length} more`,
      ),
  );
  // before it is known where the card may go, any column takes it: the move itself is asked at Redmine
  place.addEventListener("dragover", (event) => place.classList.contains("no") || event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    const issue = board.issues.find(({ id }) => id === Number(event.dataTransfer.getData("text/plain")));
    if (issue) move(issue, each);
  });
  return place;
}

function card(issue) {
  const made = element(
    "li",
    { class: "card", id: `card-${issue.id}`, tabindex: "-1", draggable: board.mayWrite ? "true" : undefined },
    link(`#${issue.id} ${issue.subject}`, issue.url),
    element(
      "p",
      { class: issue.due && issue.due < today() && !issue.isClosed ? "bad" : "muted" },
      [issue.priority, issue.assignee, issue.due && `due ${date(issue.due)}`, issue.done > 0 && `${issue.done}%`]
        .filter(Boolean)
        .join(" · "),
    ),
    board.mayWrite &&
      element(
        "button",
        { type: "button", "aria-label": `Move #${issue.id}`, onclick: () => choose(issue, made) },
        "Move",
      ),
  );
  made.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", String(issue.id));
    mark(issue);
  });
  made.addEventListener("dragend", unmark);
  return made;
}

/** The columns that the issue may go to: of statuses those that Redmine allows this person now. */
async function targets(issue) {
  const others = board.columns.filter(({ id }) => id !== issue.column);
  if (board.groupBy !== "status") return others;
  issue.allowed ??= (await data("issue", { issue_id: issue.id, brief: true })).allowed.map(({ id }) => id);
  return others.filter(({ id }) => issue.allowed.includes(id));
}

async function mark(issue) {
  const open = await targets(issue).catch((error) => {
    announce(error.message, true);
    return [];
  });
  for (const place of document.querySelectorAll(".column")) {
    const can = open.some(({ id }) => String(id) === place.dataset.column);
    place.classList.add(can ? "can" : "no");
  }
}

function unmark() {
  for (const place of document.querySelectorAll(".column")) place.classList.remove("can", "no");
}

async function choose(issue, made) {
  try {
    const open = await targets(issue);
    if (open.length === 0) return announce(`#${issue.id} cannot be moved: your role allows no other status now.`, true);
    const select = element(
      "select",
      { "aria-label": `Move #${issue.id} to` },
      open.map(({ id, name }) => element("option", { value: id }, name)),
    );
    const chosen = () => board.columns.find(({ id }) => String(id) === select.value);
    const cancel = () => draw(issue.id);
    made.append(
      element(
        "div",
        { class: "row" },
        select,
        element("button", { type: "button", onclick: () => move(issue, chosen()) }, "Move here"),
        element("button", { type: "button", onclick: cancel }, "Cancel"),
      ),
    );
    made.addEventListener("keydown", (event) => event.key === "Escape" && cancel());
    select.focus();
  } catch (error) {
    announce(error.message, true);
  }
}

/** Moves at once, then shows what Redmine has: back with the reason where it refused. */
async function move(issue, target) {
  unmark();
  const before = issue.column;
  if (target.id === before) return;
  issue.column = target.id;
  draw(issue.id);
  announce(`Moving #${issue.id} to ${target.name}…`);
  const field = { status: "status_id", assignee: "assignee_id", version: "version_id" }[board.groupBy];
  try {
    const { text } = await call("update_issue", { issue_id: issue.id, [field]: target.id === 0 ? "" : target.id });
    const read = await data("issue", { issue_id: issue.id, brief: true });
    issue.allowed = read.allowed.map(({ id }) => id);
    issue.column = read.columns[board.groupBy];
    issue.assignee = read.assignee;
    issue.isClosed = read.status.isClosed;
    if (issue.column === target.id) announce(`#${issue.id} is in ${target.name}.`);
    else announce(`#${issue.id} was not moved. ${withoutMarks(text)}`, true);
  } catch (error) {
    issue.column = before;
    announce(`#${issue.id} was not moved. ${error.message}`, true);
  }
  draw(issue.id);
}

start(loadBoard);
