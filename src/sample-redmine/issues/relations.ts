import { may } from "../access/permissions.ts";
import type { Relation } from "../content-records.ts";
import type { Issue, JournalDetail } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound, requireMay } from "../web/find.ts";
import { objectIn, type Params, present, text } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { denied, json, noContent, Refused, unprocessable } from "../web/reply.ts";
import { anonymousId } from "./draft.ts";
import { addJournal, detail } from "./journal.ts";
import { relationJson, relationKinds } from "./render.ts";
import { moveFollowers, watch } from "./save.ts";
import { issueInPath } from "./show.ts";
import { ancestorsOf } from "./tree.ts";
import { issueVisible } from "./visible.ts";

/** Kinds that are stored the other way round, and what as. */
const reverseKinds: Record<string, string> = {
  duplicated: "duplicates",
  blocked: "blocks",
  follows: "precedes",
  copied_from: "copied_to",
};

/** GET /relations/:id.json */
export function showRelation(ask: Ask, id: string): Response {
  const relation = orNotFound(ask.sample.state.relations.get(Number(id)));
  if (!bothVisible(ask, relation)) throw new Refused(denied(ask.sample.switches, ask.caller));
  return json({ relation: relationJson(relation) });
}

const endsOf = ({ sample: { state } }: Ask, relation: Relation): Issue[] =>
  [relation.issue_from_id, relation.issue_to_id].flatMap((id) => state.issues.get(id) ?? []);

const bothVisible = (ask: Ask, relation: Relation) =>
  endsOf(ask, relation).every((issue) => issueVisible(ask.sample, ask.caller, issue));

/** POST /issues/:id/relations.json */
export function createRelation(ask: Ask, id: string): Response {
  const { sample, caller, params } = ask;
  const { state } = sample;
  const issue = issueInPath(ask, id);
  requireMay(ask, projectOf(state, issue), "manage_issue_relations");
  const values = objectIn(params, "relation");

  const otherId = Number(text(values.issue_to_id)?.match(/^#?(\d+)$/)?.[1]);
  const candidate = state.issues.get(otherId);
  const other = candidate && issueVisible(sample, caller, candidate, { byRole: true }) ? candidate : undefined;
  const kind = text(values.relation_type) || "relates";
  const errors = relationErrors(ask, issue, other, kind, values);
  if (errors.length > 0 || !other) return unprocessable(errors);

  const stored = reverseKinds[kind] ?? kind;
  const turned = kind in reverseKinds || (kind === "relates" && issue.id > other.id);
  const [from, to] = turned ? [other, issue] : [issue, other];
  const delay = stored === "precedes" ? Number(text(values.delay) ?? 0) : null;
  const relation = state.relations.add({ issue_from_id: from.id, issue_to_id: to.id, relation_type: stored, delay });
  const moved = stored === "precedes" ? moveFollowers(sample, caller, from, detailsFor(relation, "added")) : undefined;
  note(ask, relation, "added", moved);
  return json({ relation: relationJson(relation) }, 201, { location: `${sample.baseUrl}/relations/${relation.id}` });
}

function relationErrors(ask: Ask, issue: Issue, other: Issue | undefined, kind: string, values: Params): string[] {
  const { sample, say } = ask;
  const { state } = sample;
  const errors: string[] = [];
  if (!other) errors.push(say.of("issue_to", "blank"));
  if (!relationKinds.includes(kind) && !(kind in reverseKinds)) errors.push(say.of("relation_type", "inclusion"));
  if (present(values.delay) && Number.isNaN(Number(text(values.delay)))) errors.push(say.of("delay", "notANumber"));
  if (!other) return errors;

  const [from, to] = kind in reverseKinds ? [other, issue] : [issue, other];
  const same = (row: Relation) => row.issue_from_id === from.id && row.issue_to_id === to.id;
  if (state.relations.all().some(same)) errors.push(say.of("issue_to", "taken"));
  if (issue.id === other.id) errors.push(say.of("issue_to", "invalid"));
  if (circular(ask, issue, other, kind)) errors.push(say("circular"));
  const related = (a: Issue, b: Issue) => ancestorsOf(state, a).some(({ id }) => id === b.id);
  if (related(issue, other) || related(other, issue)) errors.push(say("ownSubtask"));
  return errors;
}

function circular({ sample: { state } }: Ask, issue: Issue, other: Issue, kind: string): boolean {
  const leads = (from: number, to: number, type: string, seen = new Set<number>()): boolean =>
    state.relations
      .where((row) => row.relation_type === type && row.issue_from_id === from && !seen.has(row.issue_to_id))
      .some((row) => row.issue_to_id === to || leads(row.issue_to_id, to, type, seen.add(row.issue_to_id)));
  switch (kind) {
    case "relates":
      return state.relations.all().some((row) => row.issue_from_id === other.id && row.issue_to_id === issue.id);
    case "blocks":
    case "precedes":
      return leads(other.id, issue.id, kind);
    case "blocked":
    case "follows":
      return leads(issue.id, other.id, reverseKinds[kind] ?? kind);
    default:
      return false;
  }
}

/** DELETE /relations/:id.json, with the right at either end. */
export function deleteRelation(ask: Ask, id: string): Response {
  const { sample, caller } = ask;
  const { state } = sample;
  const relation = orNotFound(state.relations.get(Number(id)));
  const manages = endsOf(ask, relation).some((issue) =>
    may(sample, caller, "manage_issue_relations", projectOf(state, issue)),
  );
  if (!manages || !bothVisible(ask, relation)) throw new Refused(denied(sample.switches, caller));
  state.relations.delete(relation.id);
  note(ask, relation, "removed");
  return noContent();
}

/** What each issue's history says, from its own side. */
function detailsFor(relation: Relation, what: "added" | "removed"): Map<number, JournalDetail> {
  const turned = Object.entries(reverseKinds).find(([, kind]) => kind === relation.relation_type)?.[0];
  const sides: [number, string, number][] = [
    [relation.issue_from_id, relation.relation_type, relation.issue_to_id],
    [relation.issue_to_id, turned ?? relation.relation_type, relation.issue_from_id],
  ];
  return new Map(
    sides.map(([id, name, otherId]) => {
      const [old, fresh] = what === "added" ? [null, otherId] : [otherId, null];
      return [id, detail("relation", name, old, fresh)];
    }),
  );
}

function note({ sample, caller }: Ask, relation: Relation, what: "added" | "removed", noted?: Set<number>): void {
  for (const [id, detail] of detailsFor(relation, what)) {
    const issue = sample.state.issues.get(id);
    if (!issue || noted?.has(id)) continue;
    const updated = issue.updated_on;
    addJournal(sample, issue, { details: [detail], userId: caller.user?.id ?? anonymousId });
    issue.updated_on = updated;
    watch(sample, caller, issue);
  }
}
