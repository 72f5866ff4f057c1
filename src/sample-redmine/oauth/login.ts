import { randomBytes } from "node:crypto";
import { html } from "hono/html";
import { type Sample, timestamp } from "../sample.ts";
import { page, redirect } from "../web/page.ts";
import { type Params, text } from "../web/params.ts";

/** GET /login: the form, or straight on for who is signed in. */
export function showLogin(sample: Sample, sessions: Sessions, session: Session | undefined, params: Params) {
  const backUrl = text(params.back_url) ?? "";
  if (session?.userId !== undefined) return redirect(safeBack(sample.baseUrl, backUrl));
  return loginPage(sample, sessions, session ?? sessions.create(), backUrl);
}

/** POST /login: back to where the user came from, in a new session. */
export function signIn(sample: Sample, sessions: Sessions, session: Session, params: Params) {
  const backUrl = text(params.back_url) ?? "";
  const user = sample.state.users.find((row) => row.login === text(params.username));
  if (!user || user.password !== text(params.password)) {
    return loginPage(sample, sessions, session, backUrl, "Invalid user or password");
  }
  if (user.locked) return loginPage(sample, sessions, session, backUrl, "Your account is locked.");

  user.last_login_on = timestamp(sample);
  const signedIn = sessions.signIn(session, user.id);
  return redirect(safeBack(sample.baseUrl, backUrl), { "set-cookie": sessions.cookie(signedIn) });
}

/** Only to a page of this Redmine, and never to the login itself. */
export function safeBack(baseUrl: string, backUrl: string): string {
  const fallback = `${baseUrl}/my/page`;
  if (backUrl === "" || decodeURIComponent(backUrl.replace(/%(?![0-9a-f]{2})/gi, "%25")).includes("..")) {
    return fallback;
  }
  const base = new URL(baseUrl);
  if (!URL.canParse(backUrl, base)) return fallback;
  const url = new URL(backUrl, base);
  const root = base.pathname.replace(/\/$/, "");
  if (url.origin !== base.origin || !url.pathname.startsWith(`${root}/`)) return fallback;
  return url.pathname.includes("/login") ? fallback : url.href;
}

function loginPage(
  { state, baseUrl }: Sample,
  sessions: Sessions,
  session: Session,
  backUrl: string,
  problem?: string,
): Promise<Response> {
  const action = `${new URL(baseUrl).pathname.replace(/\/$/, "")}/login`;
  const logins = state.users.where((user) => !user.locked);

  return page(
    state.title,
    html`<h1>${state.title}</h1>
${problem === undefined ? "" : html`<p class="flash" id="flash_error" role="alert">${problem}</p>`}
<form action="${action}" method="post" id="login-form">
<input type="hidden" name="authenticity_token" value="${session.csrf}">
${backUrl === "" ? "" : html`<input type="hidden" name="back_url" value="${backUrl}">`}
<label for="username">Login</label>
<input type="text" name="username" id="username" autocomplete="username" autofocus>
<label for="password">Password</label>
<input type="password" name="password" id="password" autocomplete="current-password">
<input type="submit" name="login" value="Login">
</form>
<p><small>A sample: nothing here is kept. You can sign in as ${logins.map(
      ({ login, password }, index) =>
        html`${index > 0 ? ", " : ""}<span class="whole"><strong>${login}</strong> (${password})</span>`,
    )}.</small></p>`,
    200,
    { "set-cookie": sessions.cookie(session) },
  );
}

export type Session = { id: string; userId: number | undefined; csrf: string };

const cookieName = "Redmine";

/** Browser sessions of the sign-in and approval pages. */
export function createSessions(cookiePath: string) {
  const sessions = new Map<string, Session>();
  const create = (userId?: number): Session => {
    const session = { id: randomBytes(24).toString("base64url"), userId, csrf: randomBytes(24).toString("base64url") };
    sessions.set(session.id, session);
    return session;
  };

  return {
    of(request: Request): Session | undefined {
      const cookie = request.headers.get("cookie")?.match(new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`))?.[1];
      return sessions.get(cookie ?? "");
    },
    create,
    /** Sign-in creates a new session id, which prevents session fixation. */
    signIn(old: Session | undefined, userId: number): Session {
      if (old) sessions.delete(old.id);
      return create(userId);
    },
    end: (session: Session) => void sessions.delete(session.id),
    cookie: (session: Session) => `${cookieName}=${session.id}; path=${cookiePath || "/"}; httponly; samesite=lax`,
    clear: () => sessions.clear(),
  };
}

export type Sessions = ReturnType<typeof createSessions>;
