import { html } from "hono/html";
import type { Problem, ProblemPage } from "../../auth/pages.ts";
import { type Html, layout } from "./layout.ts";

interface Words {
  status: 400 | 403 | 404 | 500 | 502 | 503;
  title: string;
  what: string;
  next: string;
}

const startAgain = "Go back to your application and connect again.";

/** What happened and what to do, for each way a sign-in can fail. Nothing of the request is shown. */
export const problemWords: Record<Problem, Words> = {
  no_page: {
    status: 404,
    title: "There is no such page",
    what: "This server connects applications with Redmine, and has no page at this address.",
    next: "Its front page says how to connect.",
  },
  unknown_client: {
    status: 400,
    title: "This application is not known here",
    what: "The link names an application that this server does not know.",
    next: "Remove the connection in your application and add it again. If that does not help, tell your administrator.",
  },
  client_unreachable: {
    status: 502,
    title: "This application could not be checked",
    what: "It says who it is by a document on its maker's web site, and this server got no usable answer from there.",
    next: "Try again in a minute. If it stays like this, tell your administrator: the server may not be allowed to reach that site.",
  },
  client_unusable: {
    status: 400,
    title: "This application cannot connect here",
    what: "The document by which it says who it is breaks the rules, or asks for a kind of sign-in that this server does not have.",
    next: "Tell the maker of the application. Nothing is wrong with your account.",
  },
  wrong_redirect: {
    status: 400,
    title: "This application asks to be sent somewhere else",
    what: "The address it wants you back at is not one that this server allows for it, so you were not sent there.",
    next: "If you trust the application, ask the administrator to add its address to OAUTH_REDIRECT_URIS.",
  },
  expired: {
    status: 400,
    title: "This sign-in has expired",
    what: "It took longer than ten minutes, it was finished before, or it did not begin in an application.",
    next: startAgain,
  },
  other_browser: {
    status: 403,
    title: "This sign-in began in another browser",
    what: "For your safety a sign-in ends only in the browser it began in, and cookies must be allowed.",
    next: `${startAgain} If somebody sent you this link, close the page.`,
  },
  redmine_refused: {
    status: 400,
    title: "Redmine did not accept the sign-in",
    what: "Redmine sent you back without a valid answer.",
    next: startAgain,
  },
  application_refused: {
    status: 502,
    title: "Redmine does not accept this server",
    what: "The OAuth application that this server uses was deleted in Redmine, or its secret is wrong.",
    next: "Tell your administrator: REDMINE_CLIENT_ID and REDMINE_CLIENT_SECRET must be those Redmine shows.",
  },
  rest_disabled: {
    status: 502,
    title: "Redmine's REST API is turned off",
    what: "You signed in, but Redmine answers no application at the moment.",
    next: "Ask a Redmine administrator to enable it: Administration → Settings → API → Enable REST web service.",
  },
  account_unusable: {
    status: 403,
    title: "Redmine does not serve your account",
    what: "Redmine fails on every request of this account. It is probably locked.",
    next: "Ask your Redmine administrator.",
  },
  redmine_down: {
    status: 503,
    title: "Redmine cannot be reached",
    what: "This server got no usable answer from Redmine, so you are not signed in.",
    next: "Try again in a minute. If it stays like this, tell your administrator.",
  },
  store_down: {
    status: 503,
    title: "This server cannot go on right now",
    what: "It cannot reach its own storage. Nothing was lost.",
    next: "Reload this page in a minute. If it stays like this, tell your administrator.",
  },
  fault: {
    status: 500,
    title: "Something went wrong here",
    what: "This server made a mistake of its own. It is in its log.",
    next: `${startAgain} If it happens again, tell your administrator.`,
  },
  not_kept: {
    status: 503,
    title: "The connection could not be kept",
    what: "You signed in at Redmine, but this server could not reach its own storage just then, so you are not connected.",
    next: `${startAgain} If it stays like this, tell your administrator.`,
  },
  busy: {
    status: 503,
    title: "Too many people at once",
    what: "More people are signing in than Redmine can take at once. Your sign-in is not lost.",
    next: "Reload this page in a few seconds.",
  },
};

/** `request`: where the administrator finds it in the log. */
export function problemPage({ problem, back }: ProblemPage, request: string | undefined): Html {
  const { title, what, next, status } = problemWords[problem];
  return layout(
    title,
    html`<h1>${title}</h1><p>${what}</p><p>${next}</p>
${status >= 500 && request ? html`<p class="soft foot">For the administrator: request ${request}</p>` : ""}
${back ? html`<div class="buttons"><a class="button" href="${back}" rel="noreferrer">Back to the application</a></div>` : ""}`,
  );
}
