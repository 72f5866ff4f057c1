import { expect, test } from "vitest";
import { connectionAdvice } from "../../src/commands/doctor/connection-fault.ts";

const advice = (code: string, url = "https://redmine.example") =>
  connectionAdvice("tls", new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }), url);

test("a server that sends only its own certificate: first what to do for a private authority, then for a public one", () => {
  const { todo } = advice("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  expect(todo).toMatch(/^Private CA: .*NODE_EXTRA_CA_CERTS.* Public CA: .*intermediate certificates/);
});

test.each(["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"])(
  "%s: the authority's certificate",
  (code) => {
    expect(advice(code).todo).toContain("NODE_EXTRA_CA_CERTS");
  },
);

test("an expired certificate is not told as an unknown authority", () => {
  expect(advice("CERT_HAS_EXPIRED").why).toContain("expired");
  expect(advice("CERT_HAS_EXPIRED").todo).not.toContain("NODE_EXTRA_CA_CERTS");
});
