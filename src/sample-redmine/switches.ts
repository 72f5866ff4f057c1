/** Redmine versions the sample can pretend to be; before 6.1 there is no OAuth. */
export type RedmineVersion = "5.0" | "6.0" | "6.1";

/** How the sample is broken: no connection, an error, a page from something else, or silence. */
export type Outage = "refuse" | "500" | "html" | "hang";

/** An administrator's settings and the outages that tests ask for. */
export type Switches = {
  restEnabled: boolean;
  loginRequired: boolean;
  version: RedmineVersion;
  outage: Outage | undefined;
  delayMs: number;
};

export const initialSwitches = (): Switches => ({
  restEnabled: true,
  loginRequired: false,
  version: "6.1",
  outage: undefined,
  delayMs: 0,
});
