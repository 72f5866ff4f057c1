// Elements of a page. Text by people is only ever set as text.
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(
    ...children
      .flat()
      .filter((child) => child !== undefined && child !== null && child !== false && child !== "" && child !== 0),
  );
  return made;
}

export function svg(tag, properties = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  made.append(...children.flat());
  return made;
}

/** A drawing as wide as its place, drawn again when that changes: so its text keeps its size. */
export function drawing(draw) {
  const place = element("div");
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const now = Math.floor(contentRect.width);
    if (now === 0 || now === width) return;
    width = now;
    place.replaceChildren(draw(now));
  }).observe(place);
  return place;
}

export function table(heads, rows) {
  const numeric = (at) => (heads[at]?.numeric ? { class: "n" } : {});
  return element(
    "table",
    {},
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        heads.map((head, at) => element("th", { scope: "col", ...numeric(at) }, head.text ?? head)),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          {},
          row.map((cell, at) => element("td", numeric(at), cell)),
        ),
      ),
    ),
  );
}

export function choice(label, options, selected, onchange) {
  const select = element(
    "select",
    { id: `choice-${label}` },
    options.map(([value, text]) => element("option", { value, selected: value === selected }, text)),
  );
  select.addEventListener("change", () => onchange(select.value));
  return element("div", {}, element("label", { for: `choice-${label}` }, label), select);
}
