import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examined } from "../support/examined.ts";
import { sampleOnPort } from "../support/sample-on-port.ts";
import { freePort } from "../support/world.ts";

let redmine: Awaited<ReturnType<typeof sampleOnPort>>;
let port: string;

beforeAll(async () => {
  redmine = await sampleOnPort();
  port = String(await freePort());
});
afterAll(() => redmine.stop());

const doctor = (more: Record<string, string>) =>
  examined({ ...redmine.settings, MCP_PORT: port, TOKEN_STORE_URL: "memory:", ...more });

describe("a public URL on this machine with another port than ours", () => {
  const otherPort =
    /^look {3}Settings: MCP_BASE_URL says port 1, and this server listens on \d+: unless .* set MCP_BASE_URL to (\S+), and the redirect URI in Redmine to (\S+)$/m;

  test("is told, with what to change", async () => {
    const { text, wrong } = await doctor({ MCP_BASE_URL: "http://localhost:1/x" });
    const right = `http://localhost:${port}/x`;
    expect(otherPort.exec(text)?.slice(1)).toEqual([right, `${right}/oauth/callback`]);
    expect(wrong).toEqual([]);
  });

  test.each(["http://localhost", "https://localhost:1", "https://mcp.example.com:1"])(
    "is no matter where something in front is certain: %s",
    async (MCP_BASE_URL) => {
      expect((await doctor({ MCP_BASE_URL })).text).not.toContain("says port");
    },
  );
});
