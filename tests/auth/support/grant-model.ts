import { lifetime } from "../../../src/auth/records.ts";

// What must be true of one connection, in the plainest words: the real server is compared with it after every step.

const minute = 60_000;
const redmineLifeMs = 120 * minute;
const burst = 10;
const oneEveryMs = 30_000;

interface Kept {
  token: string;
  until: number;
}

interface Spent {
  refresh: string;
  pair: { access: string; refresh: string };
  graceUntil: number;
  markUntil: number;
}

/** Redmine's side, the same for everybody. */
export interface RedmineModel {
  down: boolean;
  refusesRenewal: boolean;
}

export class ConnectionModel {
  readonly user: number;
  readonly clientId: string;
  readonly code: { form: Record<string, string>; markUntil: number };
  readonly accesses: Kept[] = [];
  refresh: Kept;
  readonly spent: Spent[] = [];
  alive = true;
  private redmineUntil: number;
  private readonly until: number;
  private pace: { left: number; at: number };

  constructor(
    now: number,
    given: { user: number; clientId: string; form: Record<string, string>; access: string; refresh: string },
  ) {
    this.user = given.user;
    this.clientId = given.clientId;
    this.code = { form: given.form, markUntil: now + lifetime.spentCode };
    this.until = now + lifetime.grant;
    this.redmineUntil = now + redmineLifeMs;
    this.pace = { left: burst, at: now };
    this.refresh = { token: given.refresh, until: 0 };
    this.issued(now, given);
  }

  issued(now: number, pair: { access: string; refresh: string }): void {
    this.accesses.push({ token: pair.access, until: now + Math.min(lifetime.access, this.until - now) });
    this.refresh = { token: pair.refresh, until: now + Math.min(lifetime.refresh, this.until - now) };
  }

  isAlive(now: number): boolean {
    return this.alive && now < this.until;
  }

  /** What a call gets: 200, 401, or 424 when Redmine does not let this person on. */
  call(now: number, at: number, redmine: RedmineModel): number {
    const access = this.accesses[at];
    if (!access || access.until <= now || !this.isAlive(now)) return 401;
    const left = this.redmineUntil - now;
    if (left > 5 * minute) return 200;
    if (redmine.down) return left > 0 ? 200 : 424;
    if (redmine.refusesRenewal) {
      this.alive = false;
      return 424;
    }
    this.redmineUntil = now + redmineLifeMs;
    return 200;
  }

  /** What the current refresh token gets. */
  rotate(now: number): 200 | 400 | 429 {
    if (this.refresh.until <= now || !this.isAlive(now)) return 400;
    const left = Math.min(burst, this.pace.left + (now - this.pace.at) / oneEveryMs);
    if (left < 1) return 429;
    this.pace = { left: left - 1, at: now };
    return 200;
  }

  rotated(now: number, pair: { access: string; refresh: string }): void {
    const marks = { graceUntil: now + lifetime.refreshGrace, markUntil: now + lifetime.spentRefresh };
    this.spent.push({ refresh: this.refresh.token, pair, ...marks });
    this.issued(now, pair);
  }

  /** What a spent refresh token gets; reuse after the grace ends the connection. */
  reuse(now: number, spent: Spent): 200 | 400 {
    if (spent.markUntil <= now) return 400;
    if (now < spent.graceUntil) return this.isAlive(now) ? 200 : 400;
    this.alive = false;
    return 400;
  }

  replayCode(now: number): void {
    if (now < this.code.markUntil) this.alive = false;
  }

  revoke(now: number, token: string): void {
    const known =
      this.accesses.some((each) => each.token === token && now < each.until) ||
      (this.refresh.token === token && now < this.refresh.until) ||
      this.spent.some((each) => each.refresh === token && now < each.markUntil);
    if (known) this.alive = false;
  }

  /** Another process serves from now on, which has counted nothing. */
  restarted(now: number): void {
    this.pace = { left: burst, at: now };
  }
}
