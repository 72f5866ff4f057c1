import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answering } from "./answering.ts";
import { endWithUs } from "./end-with-us.ts";
import { loopbackCertificate } from "./loopback-certificate.ts";
import type { TlsFiles } from "./nginx.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A Caddy of this test's own, which gets no certificates, and puts none among those that the machine trusts. */
export async function startCaddy(sites: (files: TlsFiles) => string, url: string): Promise<{ stop(): Promise<void> }> {
  const folder = temporaryFolder();
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, loopbackCertificate.cert);
  writeFileSync(files.key, loopbackCertificate.key);
  const config = join(folder, "Caddyfile");
  writeFileSync(
    config,
    `{\n admin off\n auto_https off\n skip_install_trust\n default_bind 127.0.0.1\n}\n${sites(files)}`,
  );

  const said: string[] = [];
  const caddy = spawn("caddy", ["run", "--config", config, "--adapter", "caddyfile"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder },
  });
  endWithUs(caddy);
  caddy.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = new Promise<Error>((resolve) => {
    caddy.once("error", () =>
      resolve(new Error("These tests need caddy: apt-get install --no-install-recommends caddy")),
    );
    caddy.once("exit", () => resolve(new Error(`caddy ended: ${said.join("").slice(-2_000)}`)));
  });
  await Promise.race([answering(url), ended.then((error) => Promise.reject(error))]);

  return {
    stop: async () => {
      caddy.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
