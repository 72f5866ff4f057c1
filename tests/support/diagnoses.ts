import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRedmine, type Redmine } from "../../src/redmine/client.ts";
import type { Credentials } from "../../src/redmine/credentials.ts";
import { createSend } from "../../src/redmine/send.ts";
import { Secret } from "../../src/secret.ts";
import { getIssueDetails } from "../../src/tools/issues/get-issue-details.ts";
import { updateIssue } from "../../src/tools/issues/update-issue.ts";
import { type Hop, type Misbehaviour, misbehavingHop } from "./misbehaving-hop.ts";
import { testSettings } from "./test-context.ts";

export interface Diagnosed {
  url: string;
  /** Who may change issue 1. */
  userId: number;
  apiKey: string;
}

/** What a model is told where something between us and Redmine answers in its place: the same on the sample and a real one. */
export function diagnoses(target: () => Diagnosed): void {
  let hop: Hop;
  let redmine: Redmine;
  let renewals: number;

  beforeAll(async () => {
    hop = await misbehavingHop(target().url);
  });
  afterAll(() => hop.stop());

  beforeEach(() => {
    hop.misbehave(undefined);
    hop.seen.length = 0;
    redmine = createRedmine(createSend(hop.url));
    renewals = 0;
  });

  const settings = testSettings();
  const context = (kind: "api-key" | "bearer" = "api-key") => {
    const { userId, apiKey } = target();
    const credentials: Credentials = {
      key: kind,
      userId,
      scopes: undefined,
      current: async () => ({ kind, secret: new Secret(kind === "bearer" ? "no-such-token" : apiKey) }),
      renew: async () => {
        renewals += 1;
        return undefined;
      },
    };
    return { redmine: redmine.as(credentials), settings };
  };
  const read = (kind?: "bearer") => getIssueDetails.call({ issue_id: 1 }, context(kind));
  const write = () => updateIssue.call({ issue_id: 1, notes: "A note" }, context());

  const firewall = /^A firewall or proxy in front of Redmine refused the request \(HTTP \d+, .*\)\. Nothing was done\./;
  const signIn = /^A sign-in page.* answered instead of Redmine .*single sign-on/;
  const other = /^(A proxy or another|Another) program answered instead of Redmine \(HTTP/;
  const password = /^A proxy in front of Redmine asks for a password of its own \(HTTP 401/;

  const rows: [Misbehaviour, RegExp, outcome: string][] = [
    ["wafForbids", firewall, "not_redmine"],
    ["wafForbidsInWords", firewall, "not_redmine"],
    ["wafForbidsInJson", firewall, "not_redmine"],
    ["wafUnacceptable", firewall, "not_redmine"],
    ["proxyMissing", other, "not_redmine"],
    ["proxyMissingInWords", other, "not_redmine"],
    ["otherProgram", other, "not_redmine"],
    ["otherPage", other, "not_redmine"],
    ["signInRedirect", signIn, "not_redmine"],
    ["signInRedirectHere", signIn, "not_redmine"],
    ["signInPage", signIn, "not_redmine"],
    ["asksForPassword", password, "not_redmine"],
    ["asksForPasswordWithoutBody", password, "not_redmine"],
    ["movedToHttps", /redirects to https:\/\/redmine\.example\.com \(HTTP 301.*REDMINE_URL/, "not_redmine"],
    [
      "badGateway",
      /^A proxy in front of Redmine failed, or Redmine behind it \(HTTP 502, text\/html, server nginx\/1\.25\.3\)/,
      "unavailable",
    ],
    ["maintenance", /HTTP 503.* It asks to wait 10 minutes before the next try\.$/, "unavailable"],
    ["maintenanceUntil", /HTTP 503.* It asks to wait (89|90) seconds before the next try\.$/, "unavailable"],
    ["tooMany", /limits how many requests it takes\. It asks to wait 30 seconds/, "unavailable"],
    ["proxyCrashes", /^A proxy in front of Redmine failed.*Phusion_Passenger\/6/, "unavailable"],
    ["crashes", /^Redmine failed with an error of its own\./, "unavailable"],
    ["breaksOff", /^Redmine's answer broke off in the middle\./, "unavailable"],
    ["breaksOffInChunks", /^Redmine's answer broke off in the middle\./, "unavailable"],
    ["cutsJson", /^Redmine's answer broke off in the middle\./, "not_redmine"],
  ];
  const blamesRedmine = /permission|REST API|locked|sign in again|reconnect/i;

  describe("whatever answers every request", () => {
    test.each(rows)("%s is what a read reports", async (how, sentence, outcome) => {
      hop.misbehave(how);
      const result = await read();
      expect(result).toMatchObject({ isError: true, outcome });
      expect(result.text).toMatch(sentence);
      expect(result.text).not.toMatch(blamesRedmine);
      expect(renewals).toBe(0); // nobody's sign-in is given up for what Redmine did not say
    });

    test.each(rows)("%s stops a change before it is sent", async (how, sentence) => {
      hop.misbehave(how);
      const result = await write();
      expect(result.isError).toBe(true);
      expect(result.text).toMatch(sentence);
      expect(result.text).not.toMatch(blamesRedmine);
      expect(hop.seen.filter((line) => line.startsWith("PUT"))).toEqual([]);
    });
  });

  describe("what answers one request alone", () => {
    test.each(["wafForbids", "wafForbidsInWords", "wafForbidsInJson", "signInRedirect"] as const)(
      "a change that meets %s was not made, and the account is not blamed",
      async (how) => {
        hop.misbehave(how, /^PUT/);
        const { text, isError } = await write();
        expect(isError).toBe(true);
        expect(text).toMatch(/answered instead of Redmine|refused the request/);
        expect(text).not.toMatch(blamesRedmine);
      },
    );

    test.each(["signInPage", "otherPage", "badGateway", "proxyCrashes"] as const)(
      "after a change that is answered by %s a read tells whether it was made",
      async (how) => {
        hop.misbehave(how, /^PUT/);
        const { text, isError } = await write();
        expect(isError).toBe(true);
        expect(text).toContain("is as it was before: nothing was saved so far");
      },
    );

    test("a change that is too large for the proxy was not made", async () => {
      hop.misbehave("takesLess", /^PUT/);
      expect((await write()).text).toMatch(/^Too large: .*Nothing was saved\.$/);
    });

    test("a 403 without a body is taken for Redmine's own", async () => {
      hop.misbehave("saysNothing", /issues/);
      expect(await read()).toMatchObject({ isError: true, outcome: "forbidden" });
    });

    test("a Redmine that crashes on one issue is not a locked account", async () => {
      hop.misbehave("crashes", /issues/);
      expect((await read()).text).toMatch(/^Redmine failed with an error of its own/);
    });

    test.each(["badGateway", "breaksOff"] as const)("%s is survived by a read that is sent once more", async (how) => {
      hop.misbehave(how, /issues/, 1);
      expect((await read()).isError).toBe(false);
    });
  });

  test("a missing issue and an unknown token are told as before", async () => {
    const missing = await getIssueDetails.call({ issue_id: 99_999 }, context());
    expect(missing.text).toMatch(/^Redmine has no issue #99999/);
    expect((await read("bearer")).text).toMatch(/no longer accepts this sign-in/);
    expect(renewals).toBeGreaterThan(0);
  });
}
