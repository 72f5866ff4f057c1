import { describeClient } from "../auth/client-names.ts";
import { createGrantIndex, type GrantIndex, type ListedGrant } from "../auth/connections/grant-index.ts";
import { createEndGrantById, type EndGrantById } from "../auth/grants/deferred-revocation.ts";
import { createGrants } from "../auth/grants/grants.ts";
import { type SealedLogin, sealedLogin } from "../auth/grants/sealed-login.ts";
import { ConfigError } from "../config/config-error.ts";
import { readCommandLine } from "../config/flags.ts";
import { type Config, loadConfig, settingRows } from "../config.ts";
import { line } from "../format/clean.ts";
import { openStore } from "../store/open.ts";
import { CommandFailure, type Invocation, startFailure } from "./failures.ts";
import { table } from "./table.ts";

/** Lists or revokes connections directly in the store, beside a server that may be running. */
export async function connections({ argv, env, cwd, terminal }: Invocation): Promise<void> {
  const { words, options } = readCommandLine(argv, settingRows);
  const config = loadConfig({ command: "serve", argv, env, cwd });
  const user = userOf(options.get("user"));
  const revoke = words[1] === "revoke";
  if (user !== undefined && options.has("all")) throw new ConfigError("--all", "--user and --all exclude each other");
  if (revoke && user === undefined && !options.has("all")) {
    throw new ConfigError("--user", "connections revoke needs --user ID, or --all for everybody");
  }

  await withStore(config, async (directory, end) => {
    const chosen: ListedGrant[] = [];
    for await (const grant of directory.all()) if (user === undefined || grant.user === user) chosen.push(grant);
    if (user !== undefined && chosen.length === 0) terminal.out(`No connections of user ${user}.\n`);
    else
      terminal.out(revoke ? await ended(chosen, end, config) : listed(chosen, sealedLogin(config.redmineClientSecret)));
  });
}

async function withStore(
  config: Config,
  work: (directory: GrantIndex, end: EndGrantById) => Promise<void>,
): Promise<void> {
  const url = config.tokenStoreUrl.reveal();
  if (url.startsWith("memory:")) {
    throw new CommandFailure("TOKEN_STORE_URL is memory: what a server keeps there, only that server can see and end");
  }

  try {
    const store = await openStore(url);
    try {
      await work(createGrantIndex(store), createEndGrantById(store, createGrants(store, Date.now), config.redmineAuth));
    } finally {
      await store.close();
    }
  } catch (error) {
    throw startFailure(error, config) ?? error;
  }
}

function listed(grants: readonly ListedGrant[], logins: SealedLogin | undefined): string {
  if (grants.length === 0) return "No connections.\n";
  const byUse = grants.toSorted((one, other) => one.user - other.user || (other.lastUsed ?? 0) - (one.lastUsed ?? 0));
  const rows = byUse.map(({ user, login, scope, created, lastUsed, client }) => [
    String(user),
    line((login && logins?.open(user, login)) || "?", 60),
    scope.includes("write") ? "read, write" : "read",
    dayOf(created),
    lastUsed === undefined ? "long ago" : dayOf(lastUsed),
    inWords(client),
  ]);

  const people = new Set(grants.map(({ user }) => user)).size;
  const total = `${count(grants.length, "connection")} of ${people === 1 ? "1 person" : `${people} people`}.`;
  return `${table([["user", "login", "may", "since", "last used", "application"], ...rows])}${total}\n`;
}

async function ended(grants: readonly ListedGrant[], end: EndGrantById, { redmineAuth }: Config): Promise<string> {
  let number = 0;
  for (const { id } of grants) if (await end(id)) number += 1;
  const atRedmine = redmineAuth === "oauth" && number > 0;
  return `Revoked ${count(number, "connection")}.${atRedmine ? " Redmine learns of each when its application next calls." : ""}\n`;
}

function userOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new ConfigError(
    "--user",
    "--user takes a user's id in Redmine, a number: the last part of the address of their page",
  );
}

function inWords(client: string): string {
  const { name, places, local } = describeClient(client);
  const where = [...places, ...(local ? ["a program on a computer"] : [])].join(", ");
  return where === "" ? name : `${name} (${where})`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
