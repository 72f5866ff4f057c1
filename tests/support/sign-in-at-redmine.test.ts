import { Hono } from "hono";
import { expect, test } from "vitest";
import { Browser } from "./browser.ts";
import { signInAtRedmine } from "./sign-in-at-redmine.ts";

function site(routes: (app: Hono) => void) {
  const app = new Hono();
  routes(app);
  return new Browser({ fetch: (request) => app.fetch(request) });
}

/** Our consent page, then Redmine's forms; `ask` chooses which come. */
function signInSite(ask: { consent?: boolean; password?: boolean; sudo?: boolean }) {
  const callback = (c: { redirect(to: string): Response }, answer: string) =>
    c.redirect(`http://127.0.0.1:9/cb?${answer}`);
  const approval = `
    <form method=post action=/redmine/oauth/authorize><input type=hidden name=client_id value=x><input type=submit></form>
    <form method=post action=/redmine/oauth/authorize><input type=hidden name=_method value=delete>
      <input type=hidden name=client_id value=x><input type=submit></form>`;

  return site((app) => {
    const next = ask.password ? "/redmine/login" : "/redmine/oauth/authorize";
    app.get("/start", (c) =>
      ask.consent
        ? c.html(`<form method=post action=/oauth/consent><input type=hidden name=t value=1>
            <button name=decision value=allow>Yes<button name=decision value=deny>No</form>`)
        : c.redirect(next),
    );
    app.post("/oauth/consent", async (c) =>
      (await c.req.formData()).get("decision") === "allow" ? c.redirect(next) : callback(c, "denied=here"),
    );
    app.get("/redmine/login", (c) =>
      c.html(`<form method=get action=/redmine/search><input name=q></form>
        <form method=post action=/redmine/login><input name=username><input type=password name=password>
        <input type=submit name=login value=Anmelden></form>`),
    );
    app.post("/redmine/login", async (c) => {
      const sent = await c.req.text();
      if (sent !== "username=alice&password=pw&login=Anmelden") return c.redirect("/redmine/login");
      return c.redirect("/redmine/oauth/authorize");
    });
    app.get("/redmine/oauth/authorize", (c) => c.html(approval));
    app.post("/redmine/oauth/authorize", async (c) => {
      const sent = await c.req.formData();
      if (ask.sudo && sent.get("sudo_password") !== "pw") {
        return c.html(`<form method=post action=/redmine/oauth/authorize><input type=hidden name=_method value=POST>
          <input type=hidden name=client_id value=x><input type=password name=sudo_password><input type=submit></form>`);
      }
      return callback(c, sent.get("_method") === "delete" ? "denied=redmine" : "code=c");
    });
  });
}

test.each([
  ["nothing but Redmine's approval", {}, {}, "code=c"],
  ["consent, login, approval and the password again", { consent: true, password: true, sudo: true }, {}, "code=c"],
  ["a refusal on our page", { consent: true, password: true }, { consent: false }, "denied=here"],
  ["a refusal on Redmine's page", { consent: true, password: true }, { approve: false }, "denied=redmine"],
])("signing in walks through %s", async (_what, ask, choices, query) => {
  const until = (url: URL) => url.pathname === "/cb";

  const back = await signInAtRedmine(
    signInSite(ask),
    "http://127.0.0.1:8000/start",
    { login: "alice", password: "pw" },
    { ...choices, until },
  );

  expect(back.href).toBe(`http://127.0.0.1:9/cb?${query}`);
});

test.each([
  ["a wrong password", signInSite({ password: true }), "Redmine's login came a second time"],
  ["a page without a way on", site((app) => app.get("/start", (c) => c.html("<p>Sorry", 502))), "HTTP 502 .* Sorry"],
])("signing in stops at %s", async (_what, browser, message) => {
  const walk = signInAtRedmine(
    browser,
    "http://127.0.0.1/start",
    { login: "alice", password: "?" },
    { until: () => false },
  );

  await expect(walk).rejects.toThrow(new RegExp(message));
});
