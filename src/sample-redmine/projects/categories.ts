import type { Category } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { nameErrors, projectInPath, rowInPath } from "../web/find.ts";
import { withoutMeta } from "../web/paging.ts";
import { integer, isParams, type Params, present, text } from "../web/params.ts";
import { compact, principal, projectRef } from "../web/refs.ts";
import { json, noContent, unprocessable } from "../web/reply.ts";

const categoryJson = ({ sample: { state } }: Ask, category: Category) =>
  compact({
    id: category.id,
    project: projectRef(state, category.project_id),
    name: category.name,
    assigned_to: principal(state, category.assigned_to_id),
  });

/** GET /projects/:id/issue_categories.json: all at once. */
export function listCategories(ask: Ask, key: string): Response {
  const project = projectInPath(ask, key, "view_issues", "manage_categories");
  const issue_categories = ask.sample.state.categories
    .where(({ project_id }) => project_id === project.id)
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .map((category) => categoryJson(ask, category));
  const page = { issue_categories };
  return json(withoutMeta(ask) ? page : { ...page, total_count: issue_categories.length });
}

/** GET /issue_categories/:id.json */
export function showCategory(ask: Ask, id: string): Response {
  return json({
    issue_category: categoryJson(
      ask,
      rowInPath(ask, ask.sample.state.categories, id, "view_issues", "manage_categories"),
    ),
  });
}

/** POST /projects/:id/issue_categories.json; its Location is a path. */
export function createCategory(ask: Ask, key: string): Response {
  const { sample } = ask;
  const project = projectInPath(ask, key, "manage_categories");
  const draft = assign({ id: 0, project_id: project.id, name: "", assigned_to_id: null }, ask.params.issue_category);
  const errors = nameErrors(ask, ask.sample.state.categories, draft);
  if (errors.length > 0) return unprocessable(errors);
  const category = sample.state.categories.add(draft);
  const location = `${new URL(sample.baseUrl).pathname.replace(/\/$/, "")}/issue_categories/${category.id}`;
  return json({ issue_category: categoryJson(ask, category) }, 201, { location });
}

/** PUT /issue_categories/:id.json */
export function updateCategory(ask: Ask, id: string): Response {
  const category = rowInPath(ask, ask.sample.state.categories, id, "manage_categories");
  const draft = assign({ ...category }, ask.params.issue_category);
  const errors = nameErrors(ask, ask.sample.state.categories, draft);
  if (errors.length > 0) return unprocessable(errors);
  Object.assign(category, draft);
  return noContent();
}

/** DELETE /issue_categories/:id.json: its issues go to `reassign_to_id`, or to none. */
export function deleteCategory(ask: Ask, id: string): Response {
  const { state } = ask.sample;
  const category = rowInPath(ask, ask.sample.state.categories, id, "manage_categories");
  const target = state.categories.get(integer(ask.params.reassign_to_id));
  const targetId = target?.project_id === category.project_id ? target.id : null;
  for (const issue of state.issues.where((row) => row.category_id === category.id)) issue.category_id = targetId;
  state.categories.delete(category.id);
  return noContent();
}

function assign(draft: Category, values: Params[string]): Category {
  if (!isParams(values)) return draft;
  if (values.name !== undefined) draft.name = text(values.name) ?? "";
  if (values.assigned_to_id !== undefined) {
    draft.assigned_to_id = present(values.assigned_to_id) ? integer(values.assigned_to_id) : null;
  }
  return draft;
}
