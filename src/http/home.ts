import type { Context } from "hono";
import { type Connection, type HomeFacts, homeExtras, homePage } from "./pages/home.ts";
import { policyFor } from "./pages/layout.ts";
import { type SiteFacts, viewFor } from "./pages/render.ts";

export interface HomeOptions extends HomeFacts {
  site: SiteFacts;
  /** Whether store and Redmine answer; asked at most every few seconds. */
  ready: () => Promise<boolean>;
}

const patienceMs = 1_000; // a person rather sees the page than waits for Redmine

/** Answers with the page for people. */
export function home(options: HomeOptions): (context: Context) => Promise<Response> {
  const headers = {
    "Content-Security-Policy": policyFor(homeExtras),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache", // it says how things are now
    Vary: "Accept-Language, Cookie",
  };

  return async (context) => {
    const slow = Promise.withResolvers<Connection>();
    const patience = setTimeout(() => slow.resolve("slow"), patienceMs);
    const answered = options.ready().then<Connection>((isReady) => (isReady ? "up" : "down"));
    const connection = await Promise.race([answered, slow.promise]).finally(() => clearTimeout(patience));
    return context.html(homePage(options, connection, viewFor(context, options.site)), 200, headers);
  };
}
