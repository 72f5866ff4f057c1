import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzzRuns } from "../../support/fuzz-runs.ts";
import {
  atClient,
  authorizePath,
  type Client,
  claudeRedirect,
  connect,
  loopbackRedirect,
  newCode,
  newPkce,
  redeemForm,
  refreshForm,
  refreshTokens,
  registerClient,
  type Tokens,
  tokensIn,
  whoIs,
} from "../support/client.ts";
import { type Edge, startEdge } from "../support/edge.ts";
import { recordsIn } from "../support/records-in.ts";

// Whatever comes in at any endpoint of the authorization server: no 5xx, no token issued, nobody's sign-in lost.

let edge: Edge;
let client: Client;
let other: Client;
let bystander: Tokens;
/** A code that somebody has yet to redeem, and what it takes. */
let waiting: Record<string, string>;
/** A consent page that is open in somebody's browser, and a sign-in that is at Redmine. */
let cookie: string;
let ticket: string;
let state: string;

beforeAll(async () => {
  const now = () => Math.floor(Date.now() / 10); // a slow clock: a code lives for a minute, and this may take longer
  edge = await startEdge({ configuredRedirects: ["https://chat.example.com/cb"], now });
  client = await registerClient(edge);
  other = await registerClient(edge, claudeRedirect, "Other");
  bystander = await connect(edge, client);
  const pkce = newPkce();
  waiting = redeemForm(client, await newCode(edge, client, pkce), pkce.verifier);

  const browser = edge.newBrowser();
  const page = await browser.open(edge.baseUrl + authorizePath(client, newPkce().challenge), atClient(edge));
  if (page instanceof URL) throw new Error("no consent page");
  ticket = page.forms[0]?.controls.find(({ name }) => name === "ticket")?.value ?? "";
  const link = await browser.open(
    edge.baseUrl + authorizePath(other, newPkce().challenge),
    ({ hostname }) => hostname === "redmine.example",
  );
  state = link instanceof URL ? (link.searchParams.get("state") ?? "") : "";
  cookie = await browser.cookies.getCookieString(edge.baseUrl);
});
afterAll(() => edge.stop());

type Pairs = [string, string][];
interface Input {
  method: string;
  path: string;
  query: Pairs;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}

const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom(
    "",
    "null",
    "undefined",
    "../..",
    "%00",
    "\r\nX: y",
    "__proto__",
    "<svg onload=x>",
    "' OR 1=1 --",
    "a".repeat(3_000),
  ),
  fc.stringMatching(/^rmcp_(at|rt|ac|ck)_[A-Za-z0-9_-]{43}$/),
  fc.stringMatching(/^dcr\.[A-Za-z0-9_-]{0,80}$/),
);

/** What is right somewhere, or nearly; the tests' own client is never named together with its tokens. */
const known = fc.constantFrom(
  ...["code", "S256", "plain", "read", "write", "read write", "authorization_code", "refresh_token", "allow", "deny"],
  ...[claudeRedirect, loopbackRedirect, "https://chat.example.com/cb", "https://mcp.example.com/mcp", "a".repeat(43)],
);
const lazily = fc
  .constantFrom(0, 1, 2, 3, 4, 5)
  .map(
    (which) => () =>
      [other.id, bystander.access_token, bystander.refresh_token, waiting.code, ticket, state][which] ?? "",
  );
const value = fc.oneof(word, known, lazily).map((given) => (typeof given === "function" ? given() : given));

const names = [
  ...["client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method", "scope", "state"],
  ...["resource", "grant_type", "code", "code_verifier", "refresh_token", "token", "token_type_hint", "client_secret"],
  ...["ticket", "decision", "access", "api_key", "error", "form", "connection", "notice", "iss", "prompt", "request"],
];
const pairs: fc.Arbitrary<Pairs> = fc.array(
  fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: word }), value),
  { maxLength: 12 },
);

/** A good request with some of its parameters changed, dropped, doubled or added. */
function nearly(good: () => Record<string, string>): fc.Arbitrary<Pairs> {
  const edits = fc.array(
    fc.tuple(fc.constantFrom("change", "drop", "double"), fc.nat(20), value, fc.constantFrom(...names)),
    { minLength: 1, maxLength: 3 },
  );
  return edits.map((all) => {
    let form: Pairs = Object.entries(good());
    for (const [kind, at, text, name] of all) {
      const place = at % (form.length + 1);
      const [old = name] = form[place] ?? [];
      if (kind === "drop") form = form.filter((_, i) => i !== place);
      else if (kind === "double") form = [...form, [old, text]];
      else form = [...form.slice(0, place), [old, text], ...form.slice(place + 1)];
    }
    return form;
  });
}

const encoded = (form: Pairs) => new URLSearchParams(form).toString();
const body: fc.Arbitrary<Input["body"]> = fc.oneof(
  pairs.map(encoded),
  nearly(() => waiting).map(encoded),
  nearly(() => refreshForm(other, bystander.refresh_token)).map(encoded),
  nearly(() => ({ token: bystander.refresh_token, client_id: other.id })).map(encoded),
  nearly(() => ({ ticket, decision: "allow", access: "read" })).map(encoded),
  fc.json(),
  fc
    .record(
      { redirect_uris: fc.oneof(fc.array(value), value), client_name: fc.oneof(value, fc.anything()) },
      { requiredKeys: [] },
    )
    .map((each) => JSON.stringify(each) ?? ""),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(undefined),
);

const headerText = value.map((text) => text.replace(/[^\t -~]/g, "").trim());
const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/x-www-form-urlencoded",
      "application/json",
      "text/plain",
      "multipart/form-data",
      "",
    ),
    origin: fc.oneof(fc.constantFrom("https://mcp.example.com", "null", "https://evil.example"), headerText),
    cookie: fc.oneof(fc.constant("theirs"), headerText),
    authorization: fc.oneof(
      headerText.map((text) => `Bearer ${text}`),
      headerText.map((text) => `Basic ${btoa(text)}`),
      headerText,
    ),
    "x-forwarded-host": headerText,
    "x-http-method-override": fc.constantFrom("POST", "GET", "DELETE"),
    "content-encoding": fc.constantFrom("gzip", "identity"),
  },
  { requiredKeys: [] },
);

const paths = ["authorize", "callback", "consent", "register", "token", "revoke"].map((name) => `/oauth/${name}`);
const input: fc.Arbitrary<Input> = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("GET", "POST") },
    { weight: 1, arbitrary: fc.constantFrom("PUT", "HEAD", "OPTIONS") },
  ),
  path: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...paths) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "/mcp",
        "/connections",
        "/connections/end",
        "/oauth",
        "/oauth/x",
        "/.well-known/oauth-authorization-server",
      ),
    },
  ),
  query: fc.oneof(
    pairs,
    nearly(() => Object.fromEntries(new URL(`http://x${authorizePath(client, "c".repeat(43))}`).searchParams)),
    nearly(() => ({ code: "made-up", state })),
  ),
  headers,
  body,
});

async function send({ method, path, query, headers: given, body: content }: Input): Promise<Response> {
  const withCookie = given.cookie === "theirs" ? { ...given, cookie } : given;
  const url = `${edge.baseUrl}${path}${query.length > 0 ? `?${encoded(query)}` : ""}`;
  const hasBody = content !== undefined && method !== "GET" && method !== "HEAD";
  return edge.fetch(new Request(url, { method, headers: withCookie, ...(hasBody && { body: content as BodyInit }) }));
}

/** The owner of the code that waits may redeem it; OAuth 2.1 does not ask for the redirect again. */
function isEntitled({ body: content }: Input): boolean {
  const form = new URLSearchParams(typeof content === "string" ? content : "");
  const { redirect_uri: redirect, ...rest } = waiting;
  const given = form.getAll("redirect_uri");
  return (
    Object.entries(rest).every(([name, right]) => form.getAll(name).join() === right) &&
    (given.length === 0 || given.join() === redirect)
  );
}

/** A state, say, comes back as it was: a token that was not in the input is one that was issued. */
function tokensNewIn(answer: string, given: Input): string[] {
  const sent = JSON.stringify([given.query, given.headers, String(given.body)]);
  return (answer.match(/rmcp_(at|rt|ac)_[A-Za-z0-9_-]{43}/g) ?? []).filter((token) => !sent.includes(token));
}

const isLasting = (record: string) => !record.startsWith("spent:");

test("no input gets a 5xx or a token, or costs anybody their sign-in", { timeout: 300_000 }, async () => {
  const before = (await recordsIn(edge.store)).filter(isLasting).sort();
  const statuses = new Map<number, number>();

  await fc.assert(
    fc.asyncProperty(input, async (given) => {
      fc.pre(!isEntitled(given));

      const response = await send(given);
      const text = await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status).toBeLessThan(500);
      expect(tokensNewIn(text + response.headers.get("location"), given)).toEqual([]);
      expect(text).not.toMatch(/\n {4}at /);
    }),
    { numRuns: fuzzRuns(2_000, 20_000) },
  );

  expect((await recordsIn(edge.store)).filter(isLasting).sort()).toEqual(before);
  expect(await whoIs(edge, bystander.access_token)).toMatchObject({ user: 5 });
  await refreshTokens(edge, client, bystander);
  await tokensIn(await edge.post("/oauth/token", waiting));
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 303, 400, 401, 403, 405]));
});
