import { listen } from "../../src/sample-redmine/listen.ts";
import { createTestRedmine } from "./test-redmine.ts";
import { freePort } from "./world.ts";

/** The sample Redmine on a port of 127.0.0.1, for other processes, with its controls at hand. */
export async function sampleOnPort() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const sample = createTestRedmine({ baseUrl: url, redirectUris: ["http://127.0.0.1/oauth/callback"] });
  const stop = await listen(sample, "127.0.0.1", port);
  const { clientId: REDMINE_CLIENT_ID, clientSecret: REDMINE_CLIENT_SECRET } = sample;

  return { sample, url, stop, settings: { REDMINE_URL: url, REDMINE_CLIENT_ID, REDMINE_CLIENT_SECRET } };
}
