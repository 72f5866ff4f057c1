import { join } from "node:path";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { freePort } from "../support/world.ts";
import { redmine } from "./redmine.ts";

/** Our server in its own process in front of the real Redmine, on a store of its own. */
export async function startOurServer(
  more: Record<string, string> = {},
): Promise<ServerProcess & { storeFile: string }> {
  const port = await freePort();
  const storeFile = join(temporaryFolder(), "tokens.sqlite");
  const server = await startServerProcess({
    REDMINE_URL: redmine.url,
    ...(redmine.hasOAuth
      ? { REDMINE_CLIENT_ID: redmine.clientId, REDMINE_CLIENT_SECRET: redmine.clientSecret }
      : { REDMINE_AUTH: "api-key" }),
    MCP_PORT: String(port),
    MCP_BASE_URL: `http://127.0.0.1:${port}`,
    TOKEN_STORE_URL: `sqlite://${storeFile}`,
    ...more,
  });
  return Object.assign(server, { storeFile });
}
