import type { Category } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { found, projectInPath, requireMay } from "../web/find.ts";
import { withoutMeta } from "../web/paging.ts";
import { integer, isParams, type Params, present, text } from "../web/params.ts";
import { compact, principal, projectOf, projectRef } from "../web/refs.ts";
import { json, noContent, unprocessable } from "../web/reply.ts";

const longestName = 60;

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

function categoryInPath(ask: Ask, id: string, ...permissions: string[]): Category {
  const category = found(ask.sample.state.categories.get(Number(id)));
  requireMay(ask, projectOf(ask.sample.state, category), ...permissions);
  return category;
}

/** GET /issue_categories/:id.json */
export function showCategory(ask: Ask, id: string): Response {
  return json({ issue_category: categoryJson(ask, categoryInPath(ask, id, "view_issues", "manage_categories")) });
}

/** POST /projects/:id/issue_categories.json; its Location is a path. */
export function createCategory(ask: Ask, key: string): Response {
  const { sample } = ask;
  const project = projectInPath(ask, key, "manage_categories");
  const draft = assign({ id: 0, project_id: project.id, name: "", assigned_to_id: null }, ask.params.issue_category);
  const errors = categoryErrors(ask, draft);
  if (errors.length > 0) return unprocessable(errors);
  const category = sample.state.categories.add(draft);
  const location = `${new URL(sample.baseUrl).pathname.replace(/\/$/, "")}/issue_categories/${category.id}`;
  return json({ issue_category: categoryJson(ask, category) }, 201, { location });
}

/** PUT /issue_categories/:id.json */
export function updateCategory(ask: Ask, id: string): Response {
  const category = categoryInPath(ask, id, "manage_categories");
  const draft = assign({ ...category }, ask.params.issue_category);
  const errors = categoryErrors(ask, draft);
  if (errors.length > 0) return unprocessable(errors);
  Object.assign(category, draft);
  return noContent();
}

/** DELETE /issue_categories/:id.json: its issues go to `reassign_to_id`, or to none. */
export function deleteCategory(ask: Ask, id: string): Response {
  const { state } = ask.sample;
  const category = categoryInPath(ask, id, "manage_categories");
  const heir = state.categories.get(integer(ask.params.reassign_to_id));
  const heirId = heir?.project_id === category.project_id ? heir.id : null;
  for (const issue of state.issues.where((row) => row.category_id === category.id)) issue.category_id = heirId;
  state.categories.delete(category.id);
  return noContent();
}

function assign(draft: Category, given: Params[string]): Category {
  if (!isParams(given)) return draft;
  if (given.name !== undefined) draft.name = text(given.name) ?? "";
  if (given.assigned_to_id !== undefined) {
    draft.assigned_to_id = present(given.assigned_to_id) ? integer(given.assigned_to_id) : null;
  }
  return draft;
}

function categoryErrors({ sample: { state }, say }: Ask, { id, project_id, name }: Category): string[] {
  const taken = state.categories
    .all()
    .some((row) => row.id !== id && row.project_id === project_id && row.name === name);
  return [
    ...(name.trim() === "" ? [say.of("name", "blank")] : []),
    ...(taken ? [say.of("name", "taken")] : []),
    ...(name.length > longestName ? [say.of("name", "tooLong", longestName)] : []),
  ];
}
