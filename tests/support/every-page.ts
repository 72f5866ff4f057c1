import {
  type ConnectionsPage,
  type ConsentPage,
  type ListedConnection,
  notices,
  type Problem,
  problems,
} from "../../src/auth/pages.ts";
import { type AdminFacts, adminPage } from "../../src/http/pages/admin.ts";
import { connectionsPage } from "../../src/http/pages/connections.ts";
import { consentPage } from "../../src/http/pages/consent.ts";
import { type HomeFacts, homePage } from "../../src/http/pages/home.ts";
import { localeOf } from "../../src/http/pages/language.ts";
import type { Site, View } from "../../src/http/pages/layout.ts";
import { problemPage } from "../../src/http/pages/problem.ts";
import { checkboxesOf } from "../../src/redmine/permission-labels.ts";

export const base = "https://mcp.example.com";
const redmine = "https://redmine.example.com";
const now = Date.UTC(2026, 10, 22, 12);
const day = 24 * 60 * 60_000;

const consent: ConsentPage = {
  page: "consent",
  ticket: "the-ticket",
  clientName: "Claude",
  verifiedHost: "claude.ai",
  redirectHost: "claude.ai",
  loopback: false,
  scope: ["read", "write"],
  signIn: "oauth",
};
const local = { verifiedHost: undefined, redirectHost: "localhost:43210", loopback: true };
const withKey = { signIn: "api-key", redminePage: `${redmine}/my/account` } as const;
/** As bad as a self-claimed name can be. */
export const hostileName = `</h1><script>alert(1)</script>" onfocus="x ${"W".repeat(40)}`;

const connection: ListedConnection = {
  id: "first",
  name: "Claude",
  places: ["claude.ai"],
  local: false,
  writes: true,
  created: now - 40 * day,
  lastUsed: now,
  thisBrowser: true,
};
const others: ListedConnection[] = [
  { ...connection, id: "second", name: "Claude Code", local: true, writes: false, created: now - day },
  { ...connection, id: "third", name: hostileName, places: [], lastUsed: now - 12 * day },
];
const connections: ConnectionsPage = {
  page: "connections",
  signIn: "oauth",
  now,
  redminePage: `${redmine}/oauth/authorized_applications`,
};
const person = (...listed: ListedConnection[]) => ({
  person: { user: 5, name: "Alice Archer", connections: listed, formToken: "the-form-token" },
});

const consents: Record<string, Partial<ConsentPage>> = {
  verified: {},
  unverified: { clientName: "Claude Code", ...local },
  "read only": { scope: ["read"] },
  nameless: { clientName: "", ...local },
  hostile: { clientName: hostileName, ...local },
  "with a key": withKey,
  "with a wrong key": { ...withKey, problem: "wrong_key" },
  "with a key, Redmine down": { ...withKey, problem: "redmine_down" },
};

const lists: Record<string, Partial<ConnectionsPage>> = {
  "signed out": {},
  "signed out, with a key": withKey,
  none: person(),
  nameless: { person: { user: 5, name: "", connections: [], formToken: "the-form-token" } },
  one: person(connection),
  many: person(connection, ...others),
  ...Object.fromEntries(notices.map((notice) => [`notice ${notice}`, { ...person(connection), notice }])),
};

const home: HomeFacts = {
  signIn: "oauth",
  readOnly: false,
  checkboxes: checkboxesOf(["view_project", "view_issues", "add_issues", "view_wiki_pages", "of_a_plugin"]),
};
const demo = {
  people: [{ login: "maya", password: "ahoy-maya", name: "Maya Lindqvist", role: "product manager" }],
  questions: ["Is the release at risk?"],
};
const site: Site = { baseUrl: base, redmineUrl: `${redmine}/sub`, redmineTitle: "Brightwater Ferries" };
const onThisMachine: Site = { ...site, baseUrl: "http://localhost:8000", redmineUrl: "http://127.0.0.1:3000" };
const homes = (view: View, here: View) => ({
  home: homePage(home, "up", view),
  "home, Redmine down": homePage({ ...home, readOnly: true }, "down", view),
  "home with keys, Redmine slow": homePage({ ...home, signIn: "api-key", checkboxes: [] }, "slow", view),
  "home of the demo": homePage({ ...home, demo }, "up", here),
  "home on this machine": homePage(home, "up", here),
});

const facts: AdminFacts = {
  version: "1.0.0",
  startedAt: now - 3 * day,
  settings: [
    { name: "REDMINE_URL", value: redmine },
    { name: "TOOLSETS", value: "core,planning" },
  ],
  activity: () => [{ kind: "tool", name: "list_issues", outcome: "ok", count: 1_204 }],
  now: () => now,
};
const administered = [connection, ...others].map((each, at) => ({ ...each, user: 5 + at }));
const adminView = { person: "Redmine Admin", formToken: "the-form-token", more: false };
const checks = [
  { verdict: "ok", about: "Redmine", says: "6.1.5" },
  { verdict: "warn", about: "TLS", says: "Traffic can be read in transit.", todo: ["Use https."] },
] as const;
const admins: Record<string, Parameters<typeof adminPage>[0]["shown"]> = {
  "signed out": { access: "signed_out" },
  "not an administrator": { access: "not_admin" },
  "nobody connected": { access: "admin", ...adminView, connections: [], total: 0 },
  many: { access: "admin", ...adminView, connections: administered, total: 240, more: true },
};

/** As after somebody has opened one part after the other. */
const opened = (html: string) => html.replace(/<details( name="client")?( open)?/g, "<details open");

/** Each page that people can get, as HTML, by what it is. */
export async function everyPage(tag = "en"): Promise<Map<string, string>> {
  const locale = localeOf(tag, (other) => `?lang=${other}`);
  const view: View = { locale, site };
  const fronts = homes(view, { locale, site: onThisMachine });
  const pages = [
    ...Object.entries(fronts),
    ...Object.entries(fronts).map(([name, page]) => [`${name}, all open`, Promise.resolve(page).then(opened)] as const),
    ...Object.entries(consents).map(
      ([name, change]) => [`consent ${name}`, consentPage({ ...consent, ...change }, view)] as const,
    ),
    ...Object.entries(lists).map(
      ([name, change]) => [`connections ${name}`, connectionsPage({ ...connections, ...change }, view)] as const,
    ),
    ...Object.entries(admins).map(
      ([name, shown]) =>
        [
          `admin ${name}`,
          adminPage(
            { shown, facts, checks: name === "many" ? checks : undefined, canCheck: true, notice: undefined },
            view,
          ),
        ] as const,
    ),
    ...(Object.keys(problems) as Problem[]).map(
      (problem) =>
        [
          `problem ${problem}`,
          problemPage({ page: "problem", problem, back: `${redmine}/back` }, "r-1", view),
        ] as const,
    ),
  ];
  return new Map(await Promise.all(pages.map(async ([name, page]) => [name, String(await page)] as const)));
}
