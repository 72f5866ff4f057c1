import type { Enumeration } from "./records.ts";
import type { Ask } from "./web/ask.ts";
import { orNotFound } from "./web/find.ts";
import { compact, named, pick } from "./web/refs.ts";
import { json, notInTheSample } from "./web/reply.ts";

/** GET /enumerations/:kind.json */
export function listEnumeration({ sample: { state } }: Ask, kind: string): Response {
  if (kind === "document_categories") return notInTheSample("document categories.");
  const tables: Record<string, Enumeration[]> = {
    issue_priorities: state.priorities.all(),
    time_entry_activities: state.activities.all(),
  };
  const rows = orNotFound(tables[kind]);
  return json({ [kind]: rows.map(({ id, name, is_default, active }) => ({ id, name, is_default, active })) });
}

const standardFields =
  "assigned_to_id category_id fixed_version_id parent_issue_id start_date due_date estimated_hours done_ratio description priority_id".split(
    " ",
  );

/** GET /trackers.json */
export function listTrackers({ sample: { state } }: Ask): Response {
  const trackers = state.trackers.all().map((tracker) => {
    const status = state.statuses.get(tracker.default_status_id);
    return compact({
      id: tracker.id,
      name: tracker.name,
      default_status: status && named(status),
      description: tracker.description,
      enabled_standard_fields: standardFields,
    });
  });
  return json({ trackers });
}

/** GET /issue_statuses.json */
export function listStatuses({ sample: { state, switches } }: Ask): Response {
  const issue_statuses = state.statuses
    .all()
    .map(({ id, name, is_closed, description }) =>
      compact({ id, name, is_closed, description: switches.version === "5.0" ? undefined : description }),
    );
  return json({ issue_statuses });
}

/** GET /roles.json: those that can be given. */
export function listRoles({ sample: { state } }: Ask): Response {
  return json({ roles: state.roles.where(({ builtin }) => builtin === undefined).map(named) });
}

/** GET /roles/:id.json */
export function showRole({ sample: { state } }: Ask, id: string): Response {
  const role = orNotFound(state.roles.get(Number(id)));
  return json({
    role: {
      ...pick(role, "id", "name", "assignable", "issues_visibility", "time_entries_visibility", "users_visibility"),
      permissions: role.permissions,
    },
  });
}
