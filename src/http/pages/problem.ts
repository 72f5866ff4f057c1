import { html } from "hono/html";
import { type ProblemPage, problems } from "../../auth/pages.ts";
import { plain } from "./language.ts";
import { type Html, layout, type View } from "./layout.ts";

/** What happened and what to do next. Nothing of the request is shown; `request` is its id in the log. */
export function problemPage({ problem, back }: ProblemPage, request: string | undefined, view: View): Html {
  const { messages } = view.locale;
  const { title, what, next } = messages.problems[problem];
  const forAdministrator = problems[problem] >= 500;
  return layout(
    title,
    html`<h1>${title}</h1><p>${what}</p><p>${next}</p>
${forAdministrator && request ? html`<p class="soft foot">${plain(messages.request, { id: request })}</p>` : ""}
${back ? html`<div class="buttons"><a class="button" href="${back}" rel="noreferrer">${messages.back}</a></div>` : ""}`,
    view,
  );
}
