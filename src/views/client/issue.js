import { element } from "./elements.js";
import { announce, call, data, date, hours, link, number, show, start, today, withoutMarks } from "./shared.js";

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

async function loadIssue({ issue_id }) {
  const id = Number(String(issue_id).replace(/^.*?(\d+)\D*$/, "$1"));
  const issue = await data("issue", { issue_id: id });
  const fact = (name, value) => value && element("div", {}, element("span", { class: "muted" }, `${name}: `), value);
  const again = () => loadIssue({ issue_id: id });

  show(
    element("h1", {}, `${issue.tracker} #${issue.id}: ${issue.subject}`),
    element(
      "div",
      { class: "row" },
      element("span", { class: "pill" }, issue.status.name),
      issue.isPrivate && element("span", { class: "pill" }, "Private"),
      link("Open in Redmine", issue.url),
    ),
    element(
      "div",
      { class: "facts" },
      fact("Project", issue.project),
      fact("Priority", issue.priority),
      fact("Assignee", issue.assignee),
      fact("Author", issue.author),
      fact("Category", issue.category),
      fact("Version", issue.version),
      fact("Start", date(issue.start)),
      issue.due &&
        element(
          "div",
          { class: issue.due < today() && !issue.status.isClosed ? "bad" : "" },
          `Due: ${date(issue.due)}${issue.due < today() && !issue.status.isClosed ? " (late)" : ""}`,
        ),
      fact("Estimated", issue.estimated && hours(issue.estimated)),
      fact("Spent", issue.spent && hours(issue.spent)),
      issue.fields.map(({ name, value }) => fact(name, value)),
    ),
    element("p", { class: "muted" }, `${number(issue.done)}% done`),
    element("div", { class: "bar", role: "img", "aria-label": `${issue.done}% done` }, progress(issue.done)),
    issue.mayWrite && writing(issue, again),
    issue.description && [element("h2", {}, "Description"), element("div", { class: "text" }, issue.description)],
    files(issue),
    list(
      "Subtasks",
      issue.children.map((child) => link(`${child.tracker} #${child.id}: ${child.subject}`, child.url)),
    ),
    list(
      "Relations",
      issue.relations.map((relation) => link(`${relation.type} #${relation.id}`, relation.url)),
    ),
    timeline(issue),
  );
}

function progress(percent) {
  const filled = element("i");
  filled.style.width = `${Math.min(100, percent)}%`;
  return filled;
}

function list(title, items) {
  return (
    items.length > 0 && [
      element("h2", {}, title),
      element(
        "ul",
        {},
        items.map((item) => element("li", {}, item)),
      ),
    ]
  );
}

function writing(issue, again) {
  const statuses = element(
    "select",
    { id: "new-status" },
    issue.allowed.map(({ id, name }) => element("option", { value: id, selected: id === issue.status.id }, name)),
  );
  const note = element("textarea", { id: "new-note", maxlength: "20000" });
  const save = element("button", { type: "button", id: "save" }, "Save"); // a host's sandbox may forbid forms
  const form = element(
    "div",
    { role: "group", "aria-label": "Change this issue" },
    issue.allowed.length > 1 && [element("label", { for: "new-status" }, "Status"), statuses],
    element("label", { for: "new-note" }, "Note"),
    note,
    save,
  );
  save.addEventListener("click", async () => {
    const status_id = Number(statuses.value);
    const change = {
      ...(status_id && status_id !== issue.status.id && { status_id }),
      ...(note.value.trim() && { notes: note.value }),
    };
    if (Object.keys(change).length === 0) return announce("Nothing to save: choose another status or write a note.");
    save.disabled = true;
    announce("Saving…");
    try {
      const { text } = await call("update_issue", { issue_id: issue.id, ...change });
      await again();
      announce(withoutMarks(text));
      document.querySelector("h1")?.focus();
    } catch (error) {
      save.disabled = false;
      announce(error.message, true);
    }
  });
  return element("details", {}, element("summary", {}, "Change status or add a note"), form);
}

function files({ files: all }) {
  if (all.length === 0) return false;
  const thumbs = element("div", { class: "thumbs" });
  const pictures = all.filter(({ isImage }) => isImage).slice(0, 6);
  const load = element("button", { type: "button" }, `Show pictures (${pictures.length})`);
  load.addEventListener("click", async () => {
    load.remove();
    for (const { id, name } of pictures) {
      const { content } = await call("get_attachment", { attachment_id: id }).catch(() => ({ content: [] }));
      const image = content.find(({ type }) => type === "image");
      if (image && /^image\/(png|jpeg|gif|webp)$/.test(image.mimeType))
        thumbs.append(element("img", { src: `data:${image.mimeType};base64,${image.data}`, alt: name }));
    }
  });
  return [
    element("h2", {}, "Files"),
    element(
      "ul",
      {},
      all.map(({ name, size, url }) => element("li", {}, link(`${name} (${number(size / 1000, 0)} kB)`, url))),
    ),
    pictures.length > 0 && load,
    thumbs,
  ];
}

function timeline({ history, older }) {
  if (history.length === 0) return false;
  return [
    element("h2", {}, "History"),
    element(
      "ol",
      { class: "timeline" },
      history.map(({ number: at, user, created, note, isPrivate, changes }) =>
        element(
          "li",
          {},
          element("span", { class: "face", "aria-hidden": "true" }, initials(user)),
          element("strong", {}, user),
          ` · ${date(created, true)} · ${at}`,
          isPrivate && element("span", { class: "pill" }, "Private"),
          changes.map((change) => element("p", { class: "muted" }, change)),
          note && element("div", { class: "text" }, note),
        ),
      ),
    ),
    older > 0 && element("p", { class: "muted" }, `${older} older entries are in Redmine.`),
  ];
}

start(loadIssue);
