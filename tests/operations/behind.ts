import { readFileSync } from "node:fs";
import { type SampleProcess, startSampleProcess } from "../support/sample-process.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";

/** Our server and the sample Redmine, for a proxy to stand in front of. */
export interface Behind {
  sample: SampleProcess;
  server: ServerProcess;
  port: number;
  stop(): Promise<void>;
}

export async function startBehind(baseUrl: string, settings: Record<string, string> = {}): Promise<Behind> {
  const sample = await startSampleProcess({ redirectUris: [`${baseUrl}/oauth/callback`] });
  const port = await freePort();
  const server = await startServerProcess({
    ...sample.settings,
    MCP_PORT: String(port),
    MCP_BASE_URL: baseUrl,
    TOKEN_STORE_URL: "memory:",
    LOG_LEVEL: "info",
    ...settings,
  });
  return {
    sample,
    server,
    port,
    stop: async () => {
      await server.stop();
      await sample.stop();
    },
  };
}

/** A file of deploy/ with this test's addresses in it; each that is replaced must be there. */
export function deployed(file: string, replacements: Record<string, string>): string {
  let text = readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8").replace(/#.*$/gm, "");
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`deploy/${file} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
