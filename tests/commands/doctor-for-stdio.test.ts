import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examined } from "../support/examined.ts";
import { emptyDirectory, runCommand } from "../support/run-command.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;

beforeAll(async () => {
  redmine = await sampleOnPort();
});
afterAll(() => redmine.stop());

const doctor = (more: Record<string, string>) =>
  examined({ ...redmine.settings, MCP_PORT: "0", TOKEN_STORE_URL: "memory:", ...more });

describe("for stdio", () => {
  const forStdio = () => ({ REDMINE_CLIENT_ID: "", REDMINE_CLIENT_SECRET: "" });

  test("an API key is enough", async () => {
    const { alice } = redmine.sample.people;
    const { wrong, text } = await doctor({ ...forStdio(), REDMINE_API_KEY: alice?.apiKey ?? "" });
    expect(text).toContain(`REDMINE_API_KEY: is that of Redmine's user ${alice?.id}`);
    expect(text).not.toMatch(/Store|Application|MCP_BASE_URL/);
    expect(wrong).toEqual([]);
  });

  test("a key in the environment is not sent to the Redmine of a .env in this folder", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, ".env"), `REDMINE_URL=${redmine.url}\nREDMINE_AUTH=api-key\n`, { mode: 0o600 });
    const env = { REDMINE_API_KEY: redmine.sample.people.alice?.apiKey ?? "", TOKEN_STORE_URL: "memory:" };
    const unnamed = await runCommand(["doctor"], { env, cwd });
    expect(unnamed.stdout).toMatch(/^warn {3}REDMINE_API_KEY: was not checked: stdio does not read \.env by itself$/m);

    const named = await runCommand(["doctor", "--env-file", ".env"], { env, cwd });
    expect(named.stdout).toContain("ok     REDMINE_API_KEY: is that of Redmine's user");
  });

  test("without one, the OAuth application is what is missing", async () => {
    const { wrong } = await doctor(forStdio());
    expect(wrong).toEqual([expect.stringContaining("REDMINE_CLIENT_ID is missing")]);
  });
});
