import { createRedmine } from "../../src/redmine/client.ts";
import { createSend } from "../../src/redmine/send.ts";
import type { CallContext } from "../../src/tools/tool.ts";
import { testCredentials, testSettings } from "./test-context.ts";

type Answer = Response | object | string | undefined;
/** What answers a path ("/projects.json"); undefined is 404. */
export type Routes = Record<string, Answer | ((url: URL, request: Request) => Answer | Promise<Answer>)>;

export interface StubRedmine {
  context: CallContext;
  /** "GET /projects.json" in order, without the check of who is signed in. */
  requests: string[];
}

/** A Redmine that knows a few paths only, for what no sample data has: huge texts, odd answers. */
export function stubRedmine(routes: Routes, scopes?: ReadonlySet<string>): StubRedmine {
  const requests: string[] = [];
  const send = createSend("http://redmine.test", async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const route = routes[url.pathname];
    if (url.pathname === "/my/account.json" && route === undefined)
      return Response.json({ user: { id: testCredentials().userId } });
    requests.push(`${request.method} ${decodeURIComponent(url.pathname + url.search)}`);
    if (route instanceof Response) return route.clone();
    const answer = typeof route === "function" ? await route(url, request) : route;
    if (answer instanceof Response) return answer;
    if (answer === undefined) return new Response("", { status: 404 });
    return typeof answer === "string" ? new Response(answer) : Response.json(answer);
  });

  return {
    context: {
      redmine: createRedmine(send).as(testCredentials({ scopes })),
      settings: testSettings("http://redmine.test"),
    },
    requests,
  };
}
