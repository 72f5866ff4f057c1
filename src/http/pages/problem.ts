import { html } from "hono/html";
import type { Problem, ProblemPage } from "../../auth/pages.ts";
import { plain } from "./language.ts";
import { type Html, layout, type View } from "./layout.ts";

export const problemStatus = {
  no_page: 404,
  unknown_client: 400,
  client_unreachable: 502,
  client_unusable: 400,
  wrong_redirect: 400,
  expired: 400,
  other_browser: 403,
  redmine_refused: 400,
  application_refused: 502,
  rest_disabled: 502,
  account_unusable: 403,
  redmine_down: 503,
  store_down: 503,
  fault: 500,
  not_kept: 503,
  busy: 503,
} as const satisfies Record<Problem, number>;

/** What happened and what to do next. Nothing of the request is shown; `request` is its id in the log. */
export function problemPage({ problem, back }: ProblemPage, request: string | undefined, view: View): Html {
  const { messages } = view.locale;
  const { title, what, next } = messages.problems[problem];
  const forAdministrator = problemStatus[problem] >= 500;
  return layout(
    title,
    html`<h1>${title}</h1><p>${what}</p><p>${next}</p>
${forAdministrator && request ? html`<p class="soft foot">${plain(messages.request, { id: request })}</p>` : ""}
${back ? html`<div class="buttons"><a class="button" href="${back}" rel="noreferrer">${messages.back}</a></div>` : ""}`,
    view,
  );
}
