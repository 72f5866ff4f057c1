import { may } from "../access/permissions.ts";
import { sees } from "../custom-fields.ts";
import type { Issue, Journal, JournalDetail } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { orNotFound } from "../web/find.ts";
import { compact, included, principal, projectOf } from "../web/refs.ts";
import { denied, json, Refused } from "../web/reply.ts";
import { childrenJson, issueAttachments, issueJson, relationJson, relationsOf, statusJson } from "./render.ts";
import { issueVisible, journalVisible } from "./visible.ts";
import { allowedStatuses } from "./workflow.ts";

/** The issue in a path: 404 if there is none, 403 (Anonymous 401) if the caller may not see it. */
export function issueInPath(ask: Ask, id: string): Issue {
  const issue = orNotFound(ask.sample.state.issues.get(Number(id)));
  if (!issueVisible(ask.sample, ask.caller, issue)) throw new Refused(denied(ask.sample.switches, ask.caller));
  return issue;
}

/** GET /issues/:id.json */
export function showIssue(ask: Ask, id: string): Response {
  const { sample, caller } = ask;
  const issue = issueInPath(ask, id);
  const includes = included(ask.params.include);
  const relations = includes("relations") ? relationsOf(sample, caller, issue) : [];
  const seesWatchers = may(sample, caller, "view_issue_watchers", projectOf(sample.state, issue));

  const body = compact({
    ...issueJson(sample, caller, issue),
    children: includes("children") ? childrenJson(sample, caller, issue) : undefined,
    attachments: includes("attachments") ? issueAttachments(sample, issue) : undefined,
    relations: relations.length > 0 ? relations.map(relationJson) : undefined,
    // The sample has no repositories.
    changesets: includes("changesets") ? [] : undefined,
    journals: includes("journals") ? journalsJson(ask, issue) : undefined,
    watchers: includes("watchers") && seesWatchers ? watchersJson(ask, issue) : undefined,
    allowed_statuses: includes("allowed_statuses") ? allowedStatuses(sample, caller, issue).map(statusJson) : undefined,
  });
  return json({ issue: body });
}

const watchersJson = ({ sample }: Ask, issue: Issue) =>
  issue.watchers.flatMap((id) => principal(sample.state, id) ?? []);

/** Those the caller may see that say or show something. */
function journalsJson(ask: Ask, issue: Issue): object[] {
  const { sample, caller } = ask;
  return sample.state.journals
    .where((journal) => journal.issue_id === issue.id)
    .filter((journal) => journalVisible(sample, caller, journal, issue))
    .map((journal) => ({ journal, details: visibleDetails(ask, issue, journal) }))
    .filter(({ journal, details }) => (journal.notes !== null && journal.notes !== "") || details.length > 0)
    .map(({ journal, details }) => journalJson(ask, journal, details));
}

function journalJson({ sample }: Ask, journal: Journal, details: JournalDetail[]): object {
  const { state, switches } = sample;
  return compact({
    id: journal.id,
    user: principal(state, journal.user_id),
    notes: journal.notes,
    created_on: journal.created_on,
    updated_on: switches.version === "5.0" ? undefined : journal.updated_on,
    updated_by: switches.version === "5.0" ? undefined : principal(state, journal.updated_by_id),
    private_notes: journal.private_notes,
    details,
  });
}

function visibleDetails({ sample, caller }: Ask, issue: Issue, journal: Journal): JournalDetail[] {
  const project = projectOf(sample.state, issue);
  return journal.details.filter((detail) => {
    if (detail.property === "cf") {
      const field = sample.state.customFields.get(Number(detail.name));
      return field !== undefined && sees(sample, caller, field, project);
    }
    if (detail.property !== "relation") return true;
    const other = sample.state.issues.get(Number(detail.new_value ?? detail.old_value));
    return other !== undefined && issueVisible(sample, caller, other);
  });
}
