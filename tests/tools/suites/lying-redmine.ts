import { type Routes, stubRedmine } from "../../support/stub-redmine.ts";
import { type Kind, membershipOf, named, type State } from "./record-kinds.ts";

export const answers: Record<string, (made: object | undefined) => Response> = {
  success: (made) => (made ? Response.json(made) : new Response(null, { status: 204 })),
  refusal: () => Response.json({ errors: ["Subject is invalid"] }, { status: 422 }),
  conflict: () => new Response("", { status: 409 }),
  crash: () => Response.json({ status: 500 }, { status: 500 }),
  "a proxy's page": () =>
    new Response("<html><title>Blocked</title></html>", { headers: { "content-type": "text/html" } }),
  "a connection that breaks": () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
  },
};

export interface Case {
  before: State;
  requested: State;
  did: "saves" | "ignores" | "saves one" | "saves another value";
  answer: keyof typeof answers;
  /** What somebody else saves after our first read. */
  meanwhile: State;
}

/** The record in a Redmine that does and answers what the case says; `reads` are its states at our reads. */
export function lying(
  { path, write = path, json, body, others = {}, values, made }: Kind,
  { before, did, answer, meanwhile }: Case,
) {
  let state = before;
  let isWritten = false;
  const reads = { before, after: before };
  const save = async (request: Request) => {
    const sent = body((await request.json()) as never);
    state = { ...state, ...meanwhile };
    const [first] = Object.entries(sent).slice(0, 1);
    if (did === "saves") state = { ...state, ...sent };
    if (did === "saves one" && first) state = { ...state, [first[0]]: first[1] };
    if (did === "saves another value" && first) state = { ...state, [first[0]]: values[first[0]]?.at(-1) ?? "" };
    isWritten = true;
    reads.after = state; // what a read would show
    return answers[answer]?.(made);
  };
  const read = () => {
    reads[isWritten ? "after" : "before"] = state;
    if (!isWritten) reads.after = state;
    return json(state);
  };
  const routes: Routes = {
    "/my/account.json": { user: { id: 5, login: "alice", firstname: "A", lastname: "A", memberships: [] } },
    "/projects/1/memberships.json": () => ({
      memberships: [membershipOf(state)],
      total_count: 1,
      offset: 0,
      limit: 100,
    }),
    "/projects/1/issue_categories.json": () => ({
      issue_categories: [{ id: 2, name: state.Name ?? "Ops", project: named(1, "Alpha") }],
    }),
    ...others,
    [path]: (_, request) => (request.method === "GET" ? read() : save(request)),
    ...(write !== path && { [write]: (_: URL, request: Request) => save(request) }),
  };
  return { ...stubRedmine(routes), reads };
}
