// What the four views share: the messages of MCP Apps (2026-01-26), the state of a call, dates.
import { element } from "./elements.js";

const slowMs = 6_000;
const timeoutMs = 90_000;
const root = document.getElementById("root");
export const status = document.getElementById("status");
const stop = document.getElementById("stop");
const waiting = new Map();
let lastId = 0;
let host = {};
export let capabilities = {};

function send(message) {
  parent.postMessage({ jsonrpc: "2.0", ...message }, "*"); // the host's origin is not known in its sandbox
}

export function request(method, params) {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      clearTimeout(timer);
      waiting.delete(id);
      settle(value);
    };
    const timer = setTimeout(() => end(reject, new Error("There was no answer. Try again.")), timeoutMs);
    waiting.set(id, { resolve: (value) => end(resolve, value), reject: (error) => end(reject, error), params });
    send({ id, method, params });
  });
}

/** Reading may be given up; a change that is on its way may not. */
stop.addEventListener("click", () => {
  for (const { reject, params } of waiting.values())
    if (params.name === "view_data") reject(new Error("You stopped waiting."));
});

/** A tool's text; throws what it says went wrong. */
export async function call(name, args) {
  const slow = setTimeout(() => {
    announce("Redmine is slow. Still waiting…");
    stop.hidden = name !== "view_data";
  }, slowMs);
  try {
    const result = await request("tools/call", { name, arguments: args });
    const text = (result.content ?? []).map((block) => block.text ?? "").join("\n");
    if (result.isError) throw new Error(withoutMarks(text) || "That did not work.");
    return { text, content: result.content ?? [] };
  } finally {
    clearTimeout(slow);
    stop.hidden = true;
    if (status.textContent.startsWith("Redmine is slow")) announce("");
  }
}

export async function data(view, args) {
  return JSON.parse((await call("view_data", { view, args })).text);
}

/** A tool's failure is a result; this is one of the way there, such as a sign-in that has ended. */
function hostError({ message }) {
  return `This application got no answer from the Redmine server${message ? ` (${message})` : ""}. If you were signed out, sign in again here, then try again.`;
}

/** The marks around other people's words are for models. */
export function withoutMarks(text) {
  return text.replace(/<\/?redmine-[0-9a-f]+>\n?/g, "").trim();
}

export function announce(text, isBad = false) {
  status.textContent = text;
  status.className = isBad ? "bad" : "muted";
}

export function link(text, url) {
  return element(
    "button",
    { class: "link", type: "button", onclick: () => request("ui/open-link", { url }).catch(() => announce(url)) },
    text,
  );
}

const localeOf = () => {
  try {
    return new Intl.Locale(host.locale ?? "en").toString();
  } catch {
    return "en";
  }
};
export const number = (value, digits = 2) =>
  new Intl.NumberFormat(localeOf(), { maximumFractionDigits: digits }).format(value);
export const hours = (value) => `${number(value)} h`;
export function date(text, withTime = false) {
  if (!text) return "";
  const options = withTime
    ? { dateStyle: "medium", timeStyle: "short", timeZone: host.timeZone }
    : { dateStyle: "medium", timeZone: "UTC" };
  return new Intl.DateTimeFormat(localeOf(), options).format(new Date(text));
}
export const today = () => new Date().toISOString().slice(0, 10);

export function show(...children) {
  root.replaceChildren(...children.flat().filter(Boolean));
}

function failed(error, again) {
  show(
    element("p", { class: "bad", role: "alert" }, error.message),
    again && element("button", { type: "button", onclick: again }, "Try again"),
  );
}

function applyHost(context) {
  host = { ...host, ...context };
  const page = document.documentElement;
  if (host.theme) page.style.colorScheme = host.theme;
  page.lang = "en";
  for (const [name, value] of Object.entries(host.styles?.variables ?? {})) {
    if (name.startsWith("--") && typeof value === "string") page.style.setProperty(name, value);
  }
}

/** Begins the conversation with the host; `load` gets the tool's arguments, once. */
export function start(load) {
  let args;
  let isOver = false;
  const run = async () => {
    announce("Loading…");
    root.setAttribute("aria-busy", "true");
    try {
      await load(args);
      if (status.textContent === "Loading…") announce("");
    } catch (error) {
      announce("");
      failed(error, run);
    }
    root.removeAttribute("aria-busy");
  };
  const notified = {
    "ui/notifications/host-context-changed": applyHost,
    "ui/notifications/tool-input": (params) => {
      if (args !== undefined || isOver) return;
      args = params.arguments ?? {};
      run();
    },
    "ui/notifications/tool-result": (params) => {
      if (!params.isError) return;
      isOver = true;
      announce("");
      failed(new Error(withoutMarks((params.content ?? []).map((block) => block.text ?? "").join("\n"))));
    },
    "ui/notifications/tool-cancelled": () => {
      if (args !== undefined) return;
      isOver = true;
      announce("");
      show(element("p", {}, "The call was cancelled."));
    },
  };

  addEventListener("message", ({ source, data: message }) => {
    if (source !== parent || message?.jsonrpc !== "2.0") return;
    if (message.method) {
      if (message.id !== undefined) send({ id: message.id, result: {} }); // ping, resource-teardown: nothing is kept
      return notified[message.method]?.(message.params ?? {});
    }
    const pending = waiting.get(message.id);
    if (!pending) return;
    if (message.error) pending.reject(new Error(hostError(message.error)));
    else pending.resolve(message.result ?? {});
  });
  new ResizeObserver(() => {
    const { height } = document.body.getBoundingClientRect();
    send({ method: "ui/notifications/size-changed", params: { height: Math.ceil(height) } });
  }).observe(document.body);

  announce("Loading…");
  request("ui/initialize", {
    appInfo: { name: "redmine-fastmcp", version: "1" },
    appCapabilities: {},
    protocolVersion: "2026-01-26",
  }).then(
    ({ hostContext, hostCapabilities }) => {
      capabilities = hostCapabilities ?? {};
      applyHost(hostContext ?? {});
      send({ method: "ui/notifications/initialized", params: {} });
    },
    (error) => failed(error),
  );
}
