import { notInTheSample, Refused, railsError } from "./reply.ts";

/** A parameter as Rack nests it: `v[status_id][]=1` is {v: {status_id: ["1"]}}. JSON bodies bring their own types. */
export type Param = string | number | boolean | null | Param[] | Params | undefined;
export interface Params {
  [name: string]: Param;
}

export const isParams = (value: unknown): value is Params =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object of that name in a request, or an empty one. */
export const objectIn = (params: Params, name: string): Params => {
  const value = params[name];
  return isParams(value) ? value : {};
};

export const text = (value: Param): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;

/** Ruby's `present?`: neither missing nor blank. */
export const present = (value: Param): boolean =>
  value != null && value !== false && (typeof value !== "string" || value.trim() !== "") && !isEmptyList(value);

const isEmptyList = (value: Param) => Array.isArray(value) && value.length === 0;

export const list = (value: Param): Param[] => (Array.isArray(value) ? value : []);

/** Ruby's `to_i`: the leading digits, or 0. */
export const integer = (value: Param): number => Number.parseInt(text(value) ?? "", 10) || 0;

/** What JSON and HTML forms send for yes. */
export const yes = (value: Param): boolean => value === true || ["1", "true", "t", "on"].includes(text(value) ?? "");

export function nest(pairs: Iterable<[string, string]>): Params {
  const root: Params = {};
  for (const [name, value] of pairs) {
    const [head = "", ...rest] = name.replaceAll("]", "").split("[");
    put(root, head, rest, value);
  }
  return root;
}

function put(into: Params, key: string, rest: string[], value: string): void {
  const [next, ...deeper] = rest;
  if (next === undefined) {
    into[key] = value;
    return;
  }
  if (next === "") {
    into[key] = append(list(into[key]), deeper, value);
    return;
  }
  const child = into[key];
  const inner: Params = isParams(child) ? child : {};
  into[key] = inner;
  put(inner, next, deeper, value);
}

/** `a[][id]=1&a[][value]=2` is one object, until a name comes again. */
function append(items: Param[], [name, ...deeper]: string[], value: string): Param[] {
  if (name === undefined) return [...items, value];
  const last = items.at(-1);
  const open = isParams(last) && (!(name in last) || deeper.length > 0) ? last : undefined;
  const item: Params = open ?? {};
  put(item, name, deeper, value);
  return open ? items : [...items, item];
}

/** The query, over it the body: JSON or a form; any other content type brings no parameters. */
export async function readParams(request: Request, query: URLSearchParams): Promise<Params> {
  const params = nest(query);
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (request.body === null || type === undefined) return params;

  if (type === "application/json") return { ...params, ...parseJson(request, await request.text()) };
  if (type === "application/x-www-form-urlencoded") {
    return { ...params, ...nest(new URLSearchParams(await request.text())) };
  }
  if (type === "multipart/form-data") throw new Refused(notInTheSample("multipart bodies. Send JSON or a form."));
  if (type === "application/xml" || type === "text/xml") throw new Refused(notInTheSample("XML. Send JSON."));
  return params;
}

function parseJson(request: Request, body: string): Params {
  if (body.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return isParams(parsed) ? parsed : {};
  } catch {
    throw new Refused(railsError(request, 400, "Bad Request"));
  }
}
