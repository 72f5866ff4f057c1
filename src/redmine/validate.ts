import { z } from "zod";
import { inTurns } from "../in-turns.ts";
import { RedmineFailure, type Sent } from "./failure.ts";

const longList = 50; // elements; a shorter list is checked with what is around it
const mostPaths = 5;

/** The answer as its schema has it. Throws RedmineFailure. */
export function validated<T>(json: unknown, schema: z.ZodType<T>, sent: Sent): T {
  return dataOf(whole(json, schema), sent) as T;
}

/**
 * The same in turns with other work: 20,000 journals in one turn would keep everybody waiting. Long lists are taken out of the
 * objects that hold them and checked element by element.
 */
export async function validatedInTurns<T>(json: unknown, schema: z.ZodType<T>, sent: Sent): Promise<T> {
  return dataOf(await inTurns(checked(json, schema)), sent) as T;
}

/** `paths`: of fields that are not as expected. */
type Checked = { data: unknown } | { paths: string[] };

function dataOf(result: Checked, sent: Sent): unknown {
  if ("data" in result) return result.data;
  // paths of fields only: the values are other people's
  throw new RedmineFailure({ reason: "not_redmine", because: "shape", detail: result.paths.join(", "), sent });
}

function whole(json: unknown, schema: z.ZodType): Checked {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { data: parsed.data };
  return { paths: parsed.error.issues.slice(0, mostPaths).map(({ path }) => path.join(".")) };
}

/** Each step checks one element of a long list. */
function* checked(json: unknown, schema: z.ZodType): Generator<void, Checked> {
  if (!hasLongList(json, schema)) return whole(json, schema);
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return yield* list(json as unknown[], inner.element as z.ZodType);
  return yield* object(json as Record<string, unknown>, inner as z.ZodObject);
}

function* list(elements: unknown[], schema: z.ZodType): Generator<void, Checked> {
  const data: unknown[] = [];
  for (const [at, element] of elements.entries()) {
    const result = hasLongList(element, schema) ? yield* checked(element, schema) : whole(element, schema);
    if ("paths" in result) return below(String(at), result.paths);
    data.push(result.data);
    yield;
  }
  return { data };
}

function* object(json: Record<string, unknown>, schema: z.ZodObject): Generator<void, Checked> {
  const lists = Object.entries(schema.shape).filter(([name, member]) => hasLongList(json[name], member as z.ZodType));
  const longLists = new Map<string, unknown>(lists);
  const others = Object.fromEntries(Object.entries(json).filter(([name]) => !longLists.has(name)));
  const rest = whole(others, schema.omit(Object.fromEntries(lists.map(([name]) => [name, true])) as object));
  if ("paths" in rest) return rest;

  const data = rest.data as Record<string, unknown>;
  for (const [name, member] of lists) {
    const result = yield* checked(json[name], member as z.ZodType);
    if ("paths" in result) return below(name, result.paths);
    data[name] = result.data;
  }
  return { data };
}

function below(name: string, paths: string[]): Checked {
  return { paths: paths.map((path) => (path === "" ? name : `${name}.${path}`)) };
}

/** Whether the value is a long list, or an object that contains one, and its schema allows checking element by element. */
function hasLongList(json: unknown, schema: z.ZodType): boolean {
  if (typeof json !== "object" || json === null) return false;
  const inner = unwrapped(schema);
  if (inner.def.checks?.length) return false;
  if (inner instanceof z.ZodArray) return Array.isArray(json) && json.length > longList;
  if (!(inner instanceof z.ZodObject) || Array.isArray(json)) return false;
  const members = json as Record<string, unknown>;
  return Object.entries(inner.shape).some(([name, member]) => hasLongList(members[name], member as z.ZodType));
}

/** The schema of the value itself, without `optional`, `nullable`, `default` and `lazy`. */
function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodLazy
  ) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
