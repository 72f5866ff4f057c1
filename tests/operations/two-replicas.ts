import { type Nginx, startNginx } from "../support/nginx.ts";
import { type SampleProcess, startSampleProcess } from "../support/sample-process.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { freePort } from "../support/world.ts";
import { deployed } from "./behind.ts";

export type Replica = ServerProcess & { own: string };

/** Two servers on one store, behind nginx with deploy/nginx-replicas.conf, and the sample Redmine. */
export interface TwoReplicas {
  baseUrl: string;
  sample: SampleProcess;
  replicas: [Replica, Replica];
  nginx: Nginx;
  stop(): Promise<void>;
}

export async function startTwoReplicas(settings: Record<string, string>): Promise<TwoReplicas> {
  const sample = await startSampleProcess();
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;

  const start = async (): Promise<Replica> => {
    const own = await freePort();
    const replica = await startServerProcess({
      ...sample.settings,
      MCP_PORT: String(own),
      MCP_BASE_URL: baseUrl,
      LOG_LEVEL: "info",
      ...settings,
    });
    return Object.assign(replica, { own: `127.0.0.1:${own}` });
  };
  const replicas: [Replica, Replica] = [await start(), await start()];
  const config = deployed("nginx-replicas.conf", {
    "listen 8000": `listen 127.0.0.1:${port}`,
    "server-1:8000": replicas[0].own,
    "server-2:8000": replicas[1].own,
  });
  const nginx = await startNginx(() => config, `${baseUrl}/health`);

  return {
    baseUrl,
    sample,
    replicas,
    nginx,
    async stop() {
      await nginx.stop();
      await Promise.all(replicas.map((replica) => replica.stop()));
      await sample.stop();
    },
  };
}
