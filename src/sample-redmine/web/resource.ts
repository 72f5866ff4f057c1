import type { Project, Row } from "../records.ts";
import type { State, Table } from "../state.ts";
import type { Answer, Ask } from "./ask.ts";
import { projectInPath, rowInPath } from "./find.ts";
import { objectIn, type Params } from "./params.ts";
import { json, noContent, unprocessable } from "./reply.ts";

export type Route = [method: "GET" | "POST" | "PUT" | "DELETE", path: string, handler: Answer];

type Handlers = Partial<Record<"list" | "create" | "show" | "update" | "remove", Answer>>;

/** The routes of a kind of record; its collection may lie in a project. */
export function rest(path: string, handlers: Handlers, collection = path): Route[] {
  const { list, create, show, update, remove } = handlers;
  const one = `${path}/:id{[0-9]+}`;
  const routes: [Route[0], string, Answer | undefined][] = [
    ["GET", collection, list],
    ["POST", collection, create],
    ["GET", one, show],
    ["PUT", one, update],
    ["DELETE", one, remove],
  ];
  return routes.flatMap(([method, at, handler]): Route[] => (handler ? [[method, at, handler]] : []));
}

/** A kind of record that belongs to a project. */
type Resource<R extends Row & { project_id: number }> = {
  /** In the JSON of requests and answers. */
  name: string;
  table: (state: State) => Table<R>;
  /** Permissions, one of which is enough. */
  read: string[];
  write: string[];
  json: (ask: Ask, row: R) => object;
  /** A new row before the request's values. */
  blank: (ask: Ask, project: Project) => R;
  /** Takes over the request's values and returns what is wrong with them. */
  assign: (ask: Ask, draft: R, values: Params) => string[];
  saved?: (ask: Ask, row: R, values: Params) => void;
  /** The Location of a new row; without it a create is answered by 204. */
  location?: (ask: Ask, row: R) => string;
  /** What goes with a deleted row; an answer refuses to delete it. */
  removing?: (ask: Ask, row: R) => Response | undefined;
};

/** Reading and writing single rows, alike for every such kind. */
export function resource<R extends Row & { project_id: number }>(kind: Resource<R>) {
  const { name, table, json: toJson, assign, saved, location } = kind;
  const row = (ask: Ask, id: string, permissions: string[]) =>
    rowInPath(ask, table(ask.sample.state), id, ...permissions);

  return {
    show: (ask: Ask, id: string) => json({ [name]: toJson(ask, row(ask, id, kind.read)) }),
    create(ask: Ask, key: string): Response {
      const draft = kind.blank(ask, projectInPath(ask, key, ...kind.write));
      const values = objectIn(ask.params, name);
      const errors = assign(ask, draft, values);
      if (errors.length > 0) return unprocessable(errors);
      const added = table(ask.sample.state).add(draft);
      saved?.(ask, added, values);
      return location ? json({ [name]: toJson(ask, added) }, 201, { location: location(ask, added) }) : noContent();
    },
    update(ask: Ask, id: string): Response {
      const stored = row(ask, id, kind.write);
      const draft = { ...stored };
      const values = objectIn(ask.params, name);
      const errors = assign(ask, draft, values);
      if (errors.length > 0) return unprocessable(errors);
      Object.assign(stored, draft);
      saved?.(ask, stored, values);
      return noContent();
    },
    remove(ask: Ask, id: string): Response {
      const stored = row(ask, id, kind.write);
      const refusal = kind.removing?.(ask, stored);
      if (!refusal) table(ask.sample.state).delete(stored.id);
      return refusal ?? noContent();
    },
  };
}
