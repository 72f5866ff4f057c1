import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answering } from "./answering.ts";
import { endWithUs } from "./end-with-us.ts";
import { loopbackCertificate } from "./loopback-certificate.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Where the certificate of 127.0.0.1 lies while the proxy runs. */
export interface TlsFiles {
  cert: string;
  key: string;
}

export interface Nginx {
  /** What it wrote into its error log. */
  errors(): string;
  stop(): Promise<void>;
}

/** An nginx of this test's own; `http` is what stands between the braces of its http { }. */
export async function startNginx(http: (files: TlsFiles) => string, url: string): Promise<Nginx> {
  const folder = temporaryFolder();
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  writeFileSync(files.cert, loopbackCertificate.cert);
  writeFileSync(files.key, loopbackCertificate.key);
  for (const place of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, place));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (what) => `${what}_temp_path ${join(folder, what.replace("client_", ""))};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${join(folder, "pid")}; error_log ${join(folder, "error.log")} warn;
     events { worker_connections 512; }
     http { access_log off; ${temporary.join(" ")} ${http(files)} }`,
  );

  const nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  endWithUs(nginx);
  const ended = new Promise<Error>((resolve) => {
    nginx.once("error", () =>
      resolve(new Error("These tests need nginx: apt-get install --no-install-recommends nginx-light")),
    );
    nginx.once("exit", () => resolve(new Error(`nginx ended: ${readFileSync(join(folder, "error.log"), "utf8")}`)));
  });
  await Promise.race([answering(url), ended.then((error) => Promise.reject(error))]);

  return {
    errors: () => readFileSync(join(folder, "error.log"), "utf8"),
    stop: async () => {
      nginx.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
