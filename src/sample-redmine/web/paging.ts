import { integer, type Params, present } from "./params.ts";

// Redmine caps limit at 100, silently.
const mostPerPage = 100;
const usualPerPage = 25;

/** offset beats page. */
export function readPage(params: Params): { offset: number; limit: number } {
  const requested = integer(params.limit);
  const limit = requested < 1 ? usualPerPage : Math.min(requested, mostPerPage);
  if (present(params.offset)) return { offset: Math.max(0, integer(params.offset)), limit };
  return { offset: Math.max(0, integer(params.page) - 1) * limit, limit };
}

/** One page of the rows, with the counts unless `nometa` drops them. */
export function paged<R>(
  name: string,
  rows: R[],
  ask: { params: Params; request: Request },
  render: (row: R) => object,
): object {
  const { offset, limit } = readPage(ask.params);
  const page = { [name]: rows.slice(offset, offset + limit).map(render) };
  return withoutMeta(ask) ? page : { ...page, total_count: rows.length, offset, limit };
}

export const withoutMeta = ({ params, request }: { params: Params; request: Request }): boolean =>
  params.nometa === "1" || request.headers.get("x-redmine-nometa") === "1";
