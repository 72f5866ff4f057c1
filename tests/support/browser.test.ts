import { Hono } from "hono";
import { expect, test } from "vitest";
import { Browser } from "./browser.ts";
import type { Form, Page } from "./html-page.ts";

/** A site of which every host is served by one app, and a browser that sees nothing else. */
function site(routes: (app: Hono) => void) {
  const app = new Hono();
  routes(app);
  app.all("/cookies", (c) => c.text(c.req.header("cookie") ?? "none"));
  app.all("/echo", async (c) => c.json({ origin: c.req.header("origin") ?? null, sent: await c.req.text() }));
  return new Browser({ fetch: (request) => app.fetch(request) });
}

function firstForm(page: Page): Form {
  const [form] = page.forms;
  if (!form) throw new Error(`no form in ${page.html}`);
  return form;
}

test.each([
  ["plain, to another port of its host as well", "http://127.0.0.1:1", "a=1", "http://127.0.0.1:2", "a=1"],
  ["never to another host", "http://127.0.0.1:1", "a=1", "http://localhost:1", "none"],
  ["below its path", "http://a.test", "a=1; Path=/cookies", "http://a.test", "a=1"],
  ["not beside its path", "http://a.test", "a=1; Path=/other", "http://a.test", "none"],
  ["until it expires", "http://a.test", "a=1; Max-Age=0", "http://a.test", "none"],
  ["Secure over https", "https://a.test", "a=1; Secure", "https://a.test", "a=1"],
  ["Secure not over http", "https://a.test", "a=1; Secure", "http://a.test", "none"],
  ["Secure not taken from http, this machine included", "http://127.0.0.1", "a=1; Secure", "http://127.0.0.1", "none"],
  ["__Host- with what it demands", "https://a.test", "__Host-a=1; Secure; Path=/", "https://a.test", "__Host-a=1"],
  ["__Host- not with a narrower path", "https://a.test", "__Host-a=1; Secure; Path=/c", "https://a.test/c", "none"],
  [
    "__Host- not with a domain",
    "https://a.test",
    "__Host-a=1; Secure; Path=/; Domain=a.test",
    "https://a.test",
    "none",
  ],
])("a cookie is sent: %s", async (_rule, setBy, cookie, askedAt, expected) => {
  const browser = site((app) => app.get("/set", (c) => c.text("", 200, { "set-cookie": cookie })));

  await browser.open(`${setBy}/set`);

  expect((await browser.open(new URL("/cookies", askedAt))).text).toBe(expected);
});

test("a cookie is deleted by the same name with Max-Age=0", async () => {
  const browser = site((app) => {
    app.get("/in", (c) => c.text("", 200, { "set-cookie": "a=1" }));
    app.get("/out", (c) => c.text("", 200, { "set-cookie": "a=; Max-Age=0" }));
  });

  await browser.open("http://a.test/in");
  await browser.open("http://a.test/out");

  expect((await browser.open("http://a.test/cookies")).text).toBe("none");
});

test("coming back from another site brings Lax cookies and leaves Strict ones", async () => {
  const browser = site((app) => {
    app.get("/set", (c) => {
      c.header("set-cookie", "lax=1; SameSite=Lax", { append: true });
      c.header("set-cookie", "strict=1; SameSite=Strict", { append: true });
      return c.text("");
    });
    app.get("/back", (c) => c.redirect("http://here.test/cookies"));
  });
  await browser.open("http://here.test/set");

  expect((await browser.open("http://here.test/cookies")).text).toBe("lax=1; strict=1");
  expect((await browser.open("http://there.test/back")).text).toBe("lax=1");
});

test("redirects are followed to the page, or up to the one that is waited for", async () => {
  const browser = site((app) => {
    app.get("/1", (c) => c.redirect("/2?x=1"));
    app.get("/2", (c) => c.redirect("http://127.0.0.1:9/cb?code=c"));
    app.get("/cb", (c) => c.html("<title>Callback</title>"));
  });

  expect(await browser.open("http://a.test/1")).toMatchObject({ title: "Callback", status: 200 });
  expect(await browser.open("http://a.test/1", (url) => url.pathname === "/cb")).toEqual(
    new URL("http://127.0.0.1:9/cb?code=c"),
  );
});

test("a redirect loop is an error", async () => {
  const browser = site((app) => app.get("/loop", (c) => c.redirect("/loop")));

  await expect(browser.open("http://a.test/loop")).rejects.toThrow("more than 15 redirects");
});

test("on the network it visits this machine only", async () => {
  await expect(new Browser().open("https://client.example/callback?code=c")).rejects.toThrow("not a place");
});

const everyControl = `
  <form method="post" action="/echo">
    <input type="hidden" name="t" value="a&amp;b"><input name="note" value="old"><textarea name="long">two
lines</textarea>
    <input type="checkbox" name="on" checked><input type="checkbox" name="off" value="1">
    <input type="radio" name="scope" value="read"><input type="radio" name="scope" value="write" checked>
    <select name="s"><option>one<option value="2" selected>two</select>
    <input name="gone" value="x" disabled>
    <button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
    <button type="button" name="no">Not for sending</button>
  </form>`;

test.each([
  ["as it stands", {}, "t=a%26b&note=old&long=two%0Alines&on=on&scope=write&s=2&decision=allow"],
  ["with the button that is named", { decision: "deny" }, /&decision=deny$/],
  [
    "with other choices",
    { note: "new", on: false, off: true, scope: "read", s: "one" },
    /note=new.*&off=1&scope=read&s=one/,
  ],
])("a form is sent %s", async (_how, values, expected) => {
  const browser = site((app) => app.get("/form", (c) => c.html(everyControl)));

  const page = await browser.submit(firstForm(await browser.open("http://a.test/form")), values);

  expect(JSON.parse(page.html).sent).toMatch(expected);
});

test.each([
  ["a field that is not there", { nope: "1" }, "has no nope"],
  ["a button value that is not there", { decision: "maybe" }, "allow, deny, not maybe"],
  ["a choice that is not offered", { scope: "admin" }, "read, write, not admin"],
])("a form refuses %s", async (_what, values, message) => {
  const browser = site((app) => app.get("/form", (c) => c.html(everyControl)));
  const form = firstForm(await browser.open("http://a.test/form"));

  await expect(browser.submit(form, values)).rejects.toThrow(message);
});

test.each([
  ["its own origin", undefined, "http://a.test"],
  ["null where the page forbids the referrer", "no-referrer", "null"],
  ["its own origin where only other sites get none", "same-origin", "http://a.test"],
])("a posted form says where it comes from: %s", async (_what, policy, origin) => {
  const browser = site((app) =>
    app.get("/form", (c) => c.html(everyControl, 200, policy ? { "referrer-policy": policy } : {})),
  );

  const page = await browser.submit(firstForm(await browser.open("http://a.test/form")));

  expect(JSON.parse(page.html).origin).toBe(origin);
});

test.each([
  [303, { origin: null, sent: "" }],
  [307, { origin: "http://a.test", sent: "t=1" }],
])("a redirect of a posted form with %i sends the form again or not", async (status, expected) => {
  const browser = site((app) => {
    app.get("/form", (c) => c.html(`<form method=post action=/go><input name=t value=1></form>`));
    app.post("/go", (c) => c.redirect("/echo", status as 303 | 307));
  });

  const page = await browser.submit(firstForm(await browser.open("http://a.test/form")));

  expect(JSON.parse(page.html)).toEqual(expected);
});

test("the words of a page are read without its scripts", async () => {
  const browser = site((app) =>
    app.get("/", (c) => c.html("<title>T</title><p>One</p><script>no()</script><p>two &amp; three")),
  );

  expect(await browser.open("http://a.test/")).toMatchObject({ title: "T", text: "One two & three" });
});
