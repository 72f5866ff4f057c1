import { randomBytes } from "node:crypto";
import type { Sessions } from "./oauth/login.ts";
import type { Tokens } from "./oauth/tokens.ts";
import type { User } from "./records.ts";
import type { Sample } from "./sample.ts";
import type { Outage, RedmineVersion } from "./switches.ts";

export type Person = { id: number; login: string; password: string; apiKey: string; name: string };

/** What a test, or the demo, knows and does beside the HTTP interface. */
export function createControls({ state, switches, now }: Sample, tokens: Tokens, sessions: Sessions) {
  const [application] = state.applications.values();
  if (!application) throw new Error("the sample data has no OAuth application");
  const of = (userId: number | undefined) =>
    tokens.all().filter((pair) => userId === undefined || pair.userId === userId);

  function setApiKey(id: number, key: string): string {
    const user = state.users.get(id);
    if (!user) throw new Error(`no user ${id}`);
    user.api_key = key;
    return key;
  }

  return {
    clientId: application.clientId,
    clientSecret: application.clientSecret,
    redirectUris: application.redirectUris,
    people: Object.fromEntries(state.users.all().map((user) => [user.login, person(user)])),

    /** Ends the access tokens' time, everybody's or one user's; their refresh tokens live on. */
    expireAccessTokens(userId?: number): void {
      for (const pair of of(userId)) pair.expiresAt = now();
    },
    /** As when a user takes the application's access away. */
    revokeTokens(userId?: number): void {
      for (const pair of of(userId)) pair.revoked = true;
    },
    lockUser(id: number, locked = true): void {
      const user = state.users.get(id);
      if (!user) throw new Error(`no user ${id}`);
      user.locked = locked;
    },
    /** As when the user presses “Reset” under API access key. */
    resetApiKey: (id: number): string => setApiKey(id, randomBytes(20).toString("hex")),
    setApiKey,
    /** As when an administrator deletes the application: its tokens vanish and their Bearer is Anonymous. */
    deleteApplication(): void {
      state.applications.clear();
      tokens.clear();
    },
    signOutBrowsers: (): void => sessions.clear(),
    setRestEnabled(enabled: boolean): void {
      switches.restEnabled = enabled;
    },
    setLoginRequired(required: boolean): void {
      switches.loginRequired = required;
    },
    setVersion(version: RedmineVersion): void {
      switches.version = version;
    },
    down(outage: Outage | undefined): void {
      switches.outage = outage;
    },
    delay(ms: number): void {
      switches.delayMs = ms;
    },
  };
}

const person = (user: User): Person => ({
  id: user.id,
  login: user.login,
  password: user.password,
  apiKey: user.api_key,
  name: `${user.firstname} ${user.lastname}`,
});
