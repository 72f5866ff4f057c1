import type { Login, Target } from "./target.ts";

/** By API key, by Bearer, as nobody, or with headers of one's own. */
export type Who = Login | { bearer: string } | { headers: Record<string, string> } | undefined;

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON; undefined where it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: contracts look into answers of every shape, and the assertion is the check
  body: any;
}

export type Call = ReturnType<typeof callsOf>;

/** One request at a time, as somebody. */
export function callsOf(target: Target) {
  const send = async (who: Who, method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const headers = new Headers({ accept: "application/json", ...authorization(target, who), ...more });
    if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
    const content = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const init = content === undefined ? {} : { body: content };
    const request = new Request(target.url + path, { method, headers, redirect: "manual", ...init });
    return await read(await target.fetch(request));
  };
  return {
    get: (who: Who, path: string, more?: Record<string, string>) => send(who, "GET", path, undefined, more),
    post: (who: Who, path: string, body?: unknown, more?: Record<string, string>) =>
      send(who, "POST", path, body, more),
    put: (who: Who, path: string, body?: unknown) => send(who, "PUT", path, body),
    delete: (who: Who, path: string) => send(who, "DELETE", path),
    upload: (who: Who, query: string, content: string, type = "application/octet-stream") =>
      send(who, "POST", `/uploads.json${query}`, content, { "content-type": type }),
    /** The parameters as a form; the client authenticates by what is among them, or by headers. */
    form: (path: string, parameters: Record<string, string>, headers: Record<string, string> = {}) =>
      send(undefined, "POST", path, `${new URLSearchParams(parameters)}`, {
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      }),
  };
}

function authorization(target: Target, who: Who): Record<string, string> {
  if (who === undefined) return {};
  if (typeof who === "string") return { "x-redmine-api-key": target.people[who].apiKey };
  return "bearer" in who ? { authorization: `Bearer ${who.bearer}` } : who.headers;
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text || undefined };
}
