import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { askingToRead, connect, post, revocations, visit, world } from "../support/visit-connections.ts";

async function run(words: string[], env: Record<string, string>) {
  const settings = { REDMINE_URL: "http://redmine.sample", REDMINE_CLIENT_ID: "x", REDMINE_CLIENT_SECRET: "x", ...env };
  const { code, stdout, stderr } = await runCommand(words, { env: settings });
  return { code, out: stdout, err: stderr };
}

/** A running server, and the operator's command beside it. */
async function setUp() {
  const env = { TOKEN_STORE_URL: `sqlite://${join(temporaryFolder(), "tokens.sqlite")}` };
  const at = await world({ settings: env });
  const secret = { REDMINE_CLIENT_SECRET: at.sample.clientSecret };
  return { at, operator: (...words: string[]) => run(["connections", ...words], { ...secret, ...env }) };
}

const works = async (client: Awaited<ReturnType<typeof connect>>, mcpUrl: string) =>
  (await post(mcpUrl, {}, { authorization: `Bearer ${client.kept.tokens?.access_token}` })).status !== 401;

describe("connections list", () => {
  test("shows everybody's, with who, what and since when, and no secret", async () => {
    const { at, operator } = await setUp();
    const alices = await connect(at, "alice");
    await connect(at, "alice", { documentUrl: "https://claude.ai/oauth/claude-code-client-metadata" });
    await connect(at, "bob", { fetch: askingToRead });

    const { code, out, err } = await operator("list");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const today = new Date().toISOString().slice(0, 10);
    expect(out.split("\n")[0]).toBe("user  login  may          since       last used   application");
    expect(out).toContain(`5     alice  read, write  ${today}  ${today}  Test client (a program on a computer)`);
    expect(out).toContain(
      `5     alice  read, write  ${today}  ${today}  Claude Code (claude.ai, a program on a computer)`,
    );
    expect(out).toContain(`6     bob    read         ${today}  ${today}  Test client`);
    expect(out).toMatch(/\n3 connections of 2 people\.\n$/);
    expect(out).not.toContain("rmcp_");
    expect(await works(alices, at.mcpUrl)).toBe(true);
  });

  test("--user shows one person's", async () => {
    const { at, operator } = await setUp();
    await connect(at, "alice");
    await connect(at, "bob");

    const { out } = await operator("list", "--user", String(at.people.bob.id));
    expect(out).toMatch(/\n6 .*\n1 connection of 1 person\.\n$/);
    expect(out).not.toMatch(/^5 /m);
  });

  test("says so when there is none", async () => {
    const { operator } = await setUp();
    expect(await operator("list")).toEqual({ code: 0, out: "No connections.\n", err: "" });
  });
});

describe("connections revoke", () => {
  test("--user ends that person's at once, and nobody else's", async () => {
    const { at, operator } = await setUp();
    const alices = [await connect(at, "alice"), await connect(at, "alice")];
    const bobs = await connect(at, "bob");

    const { code, out } = await operator("revoke", `--user=${at.people.alice.id}`);
    expect({ code, out }).toEqual({
      code: 0,
      out: "Revoked 2 connections. Redmine learns of each when its application next calls.\n",
    });
    for (const client of alices) expect(await works(client, at.mcpUrl)).toBe(false);
    expect(await works(bobs, at.mcpUrl)).toBe(true);
    await expect.poll(() => revocations(at)).toBe(2);
    expect((await visit(at, "alice")).text).toContain("No application works in Redmine as you.");
  });

  test("--user says so when that person has none", async () => {
    const { at, operator } = await setUp();
    await connect(at, "alice");
    const nobody = { code: 0, out: "No connections of user 99.\n", err: "" };
    expect(await operator("revoke", "--user", "99")).toEqual(nobody);
    expect(await operator("list", "--user", "99")).toEqual(nobody);
  });

  test("--all ends everybody's", async () => {
    const { at, operator } = await setUp();
    const clients = [await connect(at, "alice"), await connect(at, "bob")];

    expect((await operator("revoke", "--all")).out).toContain("Revoked 2 connections.");
    for (const client of clients) expect(await works(client, at.mcpUrl)).toBe(false);
    expect((await operator("revoke", "--all")).out).toBe("Revoked 0 connections.\n");
  });
});

describe("asked wrongly", () => {
  const nowhere = { TOKEN_STORE_URL: "memory:" };

  test.each([
    [["connections"], "connections is followed by list or revoke"],
    [["connections", "end"], "connections is followed by list or revoke"],
    [["connections", "revoke"], "connections revoke needs --user ID, or --all"],
    [["connections", "revoke", "--all", "--user", "5"], "--user and --all exclude each other"],
    [["connections", "revoke", "--user", "alice"], "--user takes a user's id in Redmine"],
    [["connections", "revoke", "--user", "0"], "--user takes a user's id in Redmine"],
    [["connections", "revoke", "--user"], "--user needs a user's id"],
    [["connections", "revoke", "--user", "--all"], "--user needs a user's id"],
    [["connections", "list", "5"], "connections takes flags only"],
    [["serve", "--all"], "serve has no flag --all"],
    [["--user", "5"], "serve has no flag --user"],
  ])("%j: one line, exit 2, nothing ended", async (words, line) => {
    const { code, out, err } = await run(words, nowhere);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(line);
  });

  test("a store in another process's memory cannot be seen", async () => {
    const { code, err } = await run(["connections", "list"], nowhere);
    expect(code).toBe(1);
    expect(err).toContain("only that server can see");
  });

  test("a store that does not answer: exit 1", async () => {
    const { code, err } = await run(["connections", "list"], { TOKEN_STORE_URL: "redis://127.0.0.1:1" });
    expect(code).toBe(1);
    expect(err).toContain("the store of TOKEN_STORE_URL cannot be used");
  });
});
