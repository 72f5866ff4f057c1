import { randomBytes } from "node:crypto";

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
    /** A new id at sign-in, so that a planted one is worth nothing. */
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
