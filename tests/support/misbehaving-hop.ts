import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";

const page = (title: string, body = "") =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;
const html = { "content-type": "text/html; charset=UTF-8" };
const nginx = { ...html, server: "nginx/1.25.3" };

const end = (status: number, headers: Record<string, string>, body: string) => (response: ServerResponse) => {
  response.writeHead(status, headers).end(body);
};

/** What stands between us and Redmine may answer so instead. */
export const misbehaviours = {
  wafForbids: end(403, { ...html, server: "cloudflare" }, page("Attention Required!", "You have been blocked")),
  wafForbidsInWords: end(403, { "content-type": "text/plain", server: "ShieldWall" }, "Request rejected"),
  wafForbidsInJson: end(403, { "content-type": "application/json" }, '{"message":"Forbidden"}'),
  wafUnacceptable: end(406, { ...html, server: "Apache" }, page("Not Acceptable!", "Mod_Security")),
  proxyMissing: end(404, nginx, page("404 Not Found")),
  proxyMissingInWords: end(404, { "content-type": "text/plain" }, "404 page not found"),
  otherProgram: end(404, { "content-type": "application/json", server: "kong/3.4" }, '{"message":"no Route matched"}'),
  otherPage: end(200, { ...html, server: "Apache/2.4" }, page("It works!")),
  signInRedirect: end(302, { ...html, location: "https://sso.example.com/login?rd=https%3A%2F%2Fredmine" }, ""),
  signInRedirectHere: end(302, { ...html, location: "/oauth2/start?rd=%2F" }, ""),
  signInPage: end(200, nginx, page("Sign in", '<form><input name="p" type="password"></form>')),
  asksForPassword: end(
    401,
    { ...nginx, "www-authenticate": 'Basic realm="Staging"' },
    page("401 Authorization Required"),
  ),
  asksForPasswordWithoutBody: end(401, { "www-authenticate": 'Basic realm="Staging"' }, ""),
  movedToHttps: end(301, { ...nginx, location: "https://redmine.example.com/x" }, page("301 Moved Permanently")),
  badGateway: end(502, nginx, page("502 Bad Gateway")),
  maintenance: end(503, { ...nginx, "retry-after": "600" }, page("Maintenance")),
  maintenanceUntil: (response: ServerResponse) =>
    end(503, { ...nginx, "retry-after": new Date(Date.now() + 90_000).toUTCString() }, page("Maintenance"))(response),
  tooMany: end(429, { ...html, "retry-after": "30" }, page("Too Many Requests")),
  proxyCrashes: end(500, { ...html, server: "Phusion_Passenger/6" }, page("Something went wrong")),
  crashes: end(500, { "content-type": "application/json" }, '{"status":500,"error":"Internal Server Error"}'),
  saysNothing: end(403, {}, ""),
  takesLess: end(413, nginx, page("413 Request Entity Too Large")),
  breaksOff: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
    response.write('{"issue":{"id":7,');
    setTimeout(() => response.destroy(), 20);
  },
  breaksOffInChunks: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"issue":{"id":7,');
    setTimeout(() => response.destroy(), 20);
  },
  cutsJson: end(200, { "content-type": "application/json" }, '{"issue":{"id":7,"subject":"Mem'),
} satisfies Record<string, (response: ServerResponse) => void>;

export type Misbehaviour = keyof typeof misbehaviours;

interface Rule {
  how: Misbehaviour;
  /** “GET /issues/7.json?…”: every request where left out. */
  only: RegExp;
  /** So many requests, then it behaves. */
  times: number;
}

export interface Hop {
  url: string;
  /** “GET /issues/7.json” in order. */
  seen: string[];
  /** Undefined: passes everything on, as at the start. */
  misbehave(how: Misbehaviour | undefined, only?: RegExp, times?: number): void;
  stop(): Promise<void>;
}

/** A server in front of a Redmine that passes requests on, or answers in its place. */
export async function misbehavingHop(target: string): Promise<Hop> {
  let rule: Rule | undefined;
  const seen: string[] = [];

  const server = createServer((incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url}`;
    seen.push(line);
    if (rule && rule.times > 0 && rule.only.test(line)) {
      rule.times -= 1;
      incoming.resume();
      return misbehaviours[rule.how](outgoing);
    }
    const url = new URL(incoming.url ?? "/", target);
    const asked = request(
      url,
      { method: incoming.method ?? "GET", headers: incoming.headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    asked.on("error", () => outgoing.destroy());
    incoming.pipe(asked);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === "object" && address?.port}`,
    seen,
    misbehave: (how, only = /./, times = Number.POSITIVE_INFINITY) => {
      rule = how && { how, only, times };
    },
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
