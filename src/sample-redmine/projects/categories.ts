import type { Category } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { nameErrors, projectInPath } from "../web/find.ts";
import { withoutMeta } from "../web/paging.ts";
import { integer, present, text } from "../web/params.ts";
import { compact, principal, projectRef } from "../web/refs.ts";
import { json } from "../web/reply.ts";
import { resource } from "../web/resource.ts";

const toJson = ({ sample: { state } }: Ask, { id, project_id, name, assigned_to_id }: Category) =>
  compact({ id, project: projectRef(state, project_id), name, assigned_to: principal(state, assigned_to_id) });

/** GET /projects/:id/issue_categories.json: all at once. */
function list(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_issues", "manage_categories");
  const issue_categories = ask.sample.state.categories
    .where(({ project_id }) => project_id === project.id)
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .map((category) => toJson(ask, category));
  const page = { issue_categories };
  return json(withoutMeta(ask) ? page : { ...page, total_count: issue_categories.length });
}

const single = resource<Category>({
  name: "issue_category",
  table: (state) => state.categories,
  read: ["view_issues", "manage_categories"],
  write: ["manage_categories"],
  json: toJson,
  blank: (_ask, project) => ({ id: 0, project_id: project.id, name: "", assigned_to_id: null }),
  assign(ask, draft, { name, assigned_to_id: owner }) {
    if (name !== undefined) draft.name = text(name) ?? "";
    if (owner !== undefined) draft.assigned_to_id = present(owner) ? integer(owner) : null;
    return nameErrors(ask, ask.sample.state.categories, draft);
  },
  // A path, not an address.
  location: ({ sample }, { id }) => `${new URL(sample.baseUrl).pathname.replace(/\/$/, "")}/issue_categories/${id}`,
  /** Its issues go to `reassign_to_id`, or to none. */
  removing({ sample: { state }, params }, category) {
    const target = state.categories.get(integer(params.reassign_to_id));
    const targetId = target?.project_id === category.project_id ? target.id : null;
    for (const issue of state.issues.where((row) => row.category_id === category.id)) issue.category_id = targetId;
    return undefined;
  },
});

export const categories = { list, ...single };
