// Starts a server with the settings of its environment, says whether that loaded prom-client, and ends.
import { registerHooks } from "node:module";

let loaded = false;
registerHooks({
  resolve(name, context, next) {
    if (name === "prom-client") loaded = true;
    return next(name, context);
  },
});

const { loadConfig } = await import("../../src/config.ts");
const { createLog } = await import("../../src/log.ts");
const { startServer } = await import("../../src/server.ts");
const config = loadConfig({ command: "serve", argv: [], env: process.env, cwd: "/" });
const server = await startServer(config, { log: createLog({ level: "silent" }) });
process.stdout.write(String(loaded));
await server.stop();
