import { type Caller, isAdmin } from "../access/permissions.ts";
import type { Switches } from "../switches.ts";

/** Thrown where a request ends early; the app answers with what it holds. */
export class Refused extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.name = "Refused";
    this.response = response;
  }
}

// Rails escapes what could end a script element.
const escapes: Record<string, string> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};
const escaped = (text: string) => text.replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(escaped(JSON.stringify(body)), {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": status < 300 ? "max-age=0, private, must-revalidate" : "no-cache",
      ...headers,
    },
  });
}

/** What Redmine answers where it has no words: a status and an empty JSON body. */
export function empty(status: number, headers: Record<string, string> = {}): Response {
  return new Response("", {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-cache", ...headers },
  });
}

export const noContent = () => new Response(null, { status: 204, headers: { "cache-control": "no-cache" } });

export const unprocessable = (errors: string[]) => json({ errors }, 422);

/** 501, which Redmine never answers: the sample names what it does not implement. */
export function notInTheSample(sentence: string): Response {
  return new Response(`The sample Redmine does not do this: ${sentence}\n`, {
    status: 501,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/** An error of Rails itself, before Redmine's controllers: it has a body only if Accept is exactly application/json. */
export function railsError(request: Request, status: 400 | 404, error: string): Response {
  if (request.headers.get("accept") === "application/json") return jsonError(status, error);
  return new Response("", { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Rails' own error, from within a controller that answers JSON. */
export const jsonError = (status: number, error: string) =>
  new Response(JSON.stringify({ status, error }), {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });

export const noRoute = (request: Request) => railsError(request, 404, "Not Found");

const basicChallenge = { "www-authenticate": 'Basic realm="Redmine API"' };

export function loginNeeded(switches: Switches): Response {
  return switches.restEnabled ? empty(401, basicChallenge) : empty(403);
}

/** No right to it: 403 for somebody, for Anonymous 401. */
export function denied(switches: Switches, caller: Caller): Response {
  return caller.user ? empty(403) : loginNeeded(switches);
}

export function requireAdmin(switches: Switches, caller: Caller): void {
  if (!isAdmin(caller)) throw new Refused(denied(switches, caller));
}
