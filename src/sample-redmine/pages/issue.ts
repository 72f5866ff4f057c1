import { html } from "hono/html";
import type { Caller } from "../access/permissions.ts";
import { issueVisible, journalVisible } from "../issues/visible.ts";
import type { Session } from "../oauth/login.ts";
import type { Issue } from "../records.ts";
import type { Sample } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { errorPage, page, redirect } from "../web/page.ts";
import { principal, projectRef } from "../web/refs.ts";

/** GET /issues/:id, where the links in tools' answers lead: for reading only, and with text as it was typed. */
export function issuePage(ask: Ask, session: Session | undefined, id: string): Response | Promise<Response> {
  const { sample } = ask;
  const user = session?.userId === undefined ? undefined : sample.state.users.get(session.userId);
  const caller: Caller = user && !user.locked ? { user, scopes: undefined } : ask.caller;
  const toLogin = () =>
    redirect(`${sample.baseUrl}/login?back_url=${encodeURIComponent(`${sample.baseUrl}/issues/${id}`)}`);
  if (sample.switches.loginRequired && !caller.user) return toLogin();

  const issue = sample.state.issues.get(Number(id));
  if (!issue) return errorPage("404", 404, "The page you were trying to access doesn't exist or has been removed.");
  if (issueVisible(sample, caller, issue)) return renderIssue(sample, caller, issue);
  return caller.user ? errorPage("403", 403, "You are not authorized to access this page.") : toLogin();
}

function renderIssue(sample: Sample, caller: Caller, issue: Issue): Promise<Response> {
  const { state } = sample;
  const nameOf = (id: number | null) => principal(state, id)?.name ?? "";
  const title = `${state.trackers.get(issue.tracker_id)?.name ?? ""} #${issue.id}`;
  const facts = [
    ["Project", projectRef(state, issue.project_id).name],
    ["Status", state.statuses.get(issue.status_id)?.name],
    ["Priority", state.priorities.get(issue.priority_id)?.name],
    ["Assignee", nameOf(issue.assigned_to_id)],
    ["Due", issue.due_date],
  ].filter(([, value]) => value);
  const notes = state.journals
    .where((journal) => journal.issue_id === issue.id && Boolean(journal.notes))
    .filter((journal) => journalVisible(sample, caller, journal, issue));

  return page(
    `${title}: ${issue.subject}`,
    html`<h1>${title}: ${issue.subject}</h1>
<p>${facts.map(([name, value]) => html`<span class="whole"><small>${name}</small> ${value}</span> &nbsp; `)}</p>
<article>${issue.description ?? ""}</article>
${notes.map(
  ({
    user_id,
    created_on,
    notes,
    private_notes,
  }) => html`<h2>${nameOf(user_id)}, ${created_on.slice(0, 10)}${private_notes ? " (private)" : ""}</h2>
<article>${notes}</article>`,
)}`,
  );
}
