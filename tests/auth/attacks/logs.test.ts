import { expect, test } from "vitest";
import { connect, world } from "../../support/visit-connections.ts";
import { readIssue } from "../support/people-at-work.ts";

test("what people, clients and tokens are called is not in the log", async () => {
  const at = await world();
  const alice = await connect(at, "alice");
  await readIssue(alice);
  await alice.call("search_issues", { query: "Zanzibar" });
  at.sample.expireAccessTokens();
  await readIssue(alice);
  at.sample.down("500");
  await readIssue(alice);
  at.sample.down(undefined);
  await fetch(`${at.url}/oauth/authorize?client_id=Mozambique&redirect_uri=Mozambique&state=Mozambique`);
  await fetch(`${at.url}/oauth/callback?error=Mozambique&state=Mozambique&code=Mozambique`);
  await fetch(`${at.url}/oauth/token`, { method: "POST", body: new URLSearchParams({ grant_type: "Mozambique" }) });
  await fetch(`${at.url}/Mozambique`, {
    headers: { "user-agent": "Mozambique", referer: "https://mozambique.example" },
  });
  const log = at.log.join("\n");

  const { tokens, client } = alice.kept;
  const secrets = [tokens?.access_token, tokens?.refresh_token, client?.client_id, at.sample.clientSecret];
  expect(log).toContain("signed_in");
  expect(log.split("\n").length).toBeGreaterThan(10);
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/Zanzibar|Mozambique|Test client|alice|archer|rmcp_(at|rt|ac|ck)_|Bearer |Basic /i);
});
