import { parse, type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from "parse5";

export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  html: string;
  title: string;
  /** What a person reads, on one line. */
  text: string;
  forms: Form[];
}

export interface Form {
  /** The page it stands on. */
  page: URL;
  /** As that page's header sets it, "" if it does not. */
  referrerPolicy: string;
  action: URL;
  method: "GET" | "POST";
  controls: Control[];
  buttons: Button[];
}

/** A `choice` is a set of radio buttons or a select. */
export type Control =
  | { kind: "text"; name: string; value: string }
  | { kind: "check"; name: string; value: string; checked: boolean }
  | { kind: "choice"; name: string; options: string[]; value: string | undefined };

export interface Button {
  name: string;
  value: string;
  label: string;
}

export function readPage(url: URL, status: number, headers: Headers, html: string): Page {
  const elements = [...elementsIn(parse(html))];
  const title = elements.find((element) => element.tagName === "title");
  const body = elements.find((element) => element.tagName === "body");

  return {
    url,
    status,
    headers,
    html,
    title: title ? textOf(title) : "",
    text: body ? textOf(body) : "",
    forms: elements
      .filter((element) => element.tagName === "form")
      .map((form) => readForm(form, url, headers.get("referrer-policy")?.split(",").at(-1)?.trim() ?? "")),
  };
}

function readForm(form: Tree.Element, page: URL, referrerPolicy: string): Form {
  const controls: Control[] = [];
  const buttons: Button[] = [];

  for (const element of elementsIn(form)) {
    if (attribute(element, "disabled") !== undefined) continue;

    const button = readButton(element);
    if (button) buttons.push(button);
    else readControl(element, controls);
  }

  return {
    page,
    referrerPolicy,
    action: new URL(attribute(form, "action") || page.href, page),
    method: attribute(form, "method")?.toLowerCase() === "post" ? "POST" : "GET",
    controls,
    buttons,
  };
}

function readButton(element: Tree.Element): Button | undefined {
  const type = attribute(element, "type")?.toLowerCase();
  const submits =
    (element.tagName === "button" && (type ?? "submit") === "submit") ||
    (element.tagName === "input" && (type === "submit" || type === "image"));
  if (!submits) return undefined;

  const value = attribute(element, "value") ?? "";
  return {
    name: attribute(element, "name") ?? "",
    value,
    label: element.tagName === "button" ? textOf(element) : value,
  };
}

function readControl(element: Tree.Element, controls: Control[]): void {
  const name = attribute(element, "name");
  if (!name) return;

  if (element.tagName === "textarea") {
    controls.push({ kind: "text", name, value: [...textsIn(element)].join("") });
    return;
  }
  if (element.tagName === "select") {
    const options = [...elementsIn(element)].filter((option) => option.tagName === "option");
    const chosen = options.find((option) => attribute(option, "selected") !== undefined) ?? options[0];
    controls.push({ kind: "choice", name, options: options.map(optionValue), value: chosen && optionValue(chosen) });
    return;
  }
  if (element.tagName !== "input") return;

  const type = attribute(element, "type")?.toLowerCase() ?? "text";
  const checked = attribute(element, "checked") !== undefined;
  if (type === "checkbox") {
    controls.push({ kind: "check", name, value: attribute(element, "value") ?? "on", checked });
  } else if (type === "radio") {
    const value = attribute(element, "value") ?? "on";
    const others = controls.find((control) => control.kind === "choice" && control.name === name);
    if (others?.kind === "choice") {
      others.options.push(value);
      if (checked) others.value = value;
    } else {
      controls.push({ kind: "choice", name, options: [value], value: checked ? value : undefined });
    }
  } else if (type !== "button" && type !== "reset" && type !== "file") {
    controls.push({ kind: "text", name, value: attribute(element, "value") ?? "" });
  }
}

function optionValue(option: Tree.Element): string {
  return attribute(option, "value") ?? textOf(option);
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

function* elementsIn(parent: Tree.ParentNode): Generator<Tree.Element> {
  for (const child of parent.childNodes) {
    if (!tree.isElementNode(child)) continue;
    yield child;
    yield* elementsIn(child);
  }
}

function textOf(parent: Tree.ParentNode): string {
  return [...textsIn(parent)].join(" ").replace(/\s+/g, " ").trim();
}

function* textsIn(parent: Tree.ParentNode): Generator<string> {
  for (const child of parent.childNodes) {
    if (tree.isTextNode(child)) yield child.value;
    else if (tree.isElementNode(child) && child.tagName !== "script" && child.tagName !== "style")
      yield* textsIn(child);
  }
}
