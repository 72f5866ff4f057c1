import { jsonIn } from "../json.ts";

/** What answered in Redmine's place, as far as its answer tells: words of ours, numbers and cleaned header values. */
export interface Stranger {
  /** `moved`: a redirect; `sign_in_page`: a single sign-on; `password`: HTTP authentication; `refusal`: 4xx of a firewall or proxy. */
  kind: "moved" | "sign_in_page" | "password" | "not_found" | "refusal" | "failure" | "other";
  status: number;
  /** Media type; empty where it names none. */
  type: string;
  /** First product of the Server header; empty where there is none. */
  server: string;
  /** Where it redirects to: scheme and host only. */
  to?: string;
}

interface Sent {
  method: string;
  path: string;
}

interface Received {
  status: number;
  headers: Headers;
  body: Uint8Array;
}

/**
 * Decides by content type and body, before the status, whether Redmine answered: it answers its API with JSON or without a
 * body, and its pages with HTML that carries its mark. Undefined: Redmine, or nothing speaks against it.
 */
export function strangerIn(sent: Sent, answer: Received, baseUrl: string): Stranger | undefined {
  const { status } = answer;
  if (status >= 300 && status < 400) return isRedmineLogin(answer, baseUrl) ? undefined : redirect(answer, baseUrl);
  if (status < 300) return isExpected(sent, answer) ? undefined : described(answer);
  if (answer.body.length === 0) return asksForOtherPassword(answer) ? described(answer) : undefined;
  return isRedmineError(answer) ? undefined : described(answer);
}

/** Where Redmine sends those to whom a page or download is closed: its own /login, with the way back to itself. */
export function isRedmineLogin({ headers, status }: Pick<Received, "headers" | "status">, baseUrl: string): boolean {
  const to = targetOf(headers, baseUrl);
  if (status !== 302 || !to?.pathname.endsWith("/login")) return false;
  const base = new URL(baseUrl);
  const back = to.searchParams.get("back_url");
  // behind a proxy Redmine may know itself by another scheme, port, name or path
  if (back !== null && URL.canParse(back) && new URL(back).host === to.host) return true;
  return to.hostname === base.hostname && to.pathname === `${base.pathname.replace(/\/$/, "")}/login`;
}

function targetOf(headers: Headers, baseUrl: string): URL | undefined {
  const location = headers.get("location");
  return location !== null && URL.canParse(location, `${baseUrl}/`) ? new URL(location, `${baseUrl}/`) : undefined;
}

function isExpected({ method, path }: Sent, answer: Received): boolean {
  // the plugin DMSF sends its files from a path that ends like the API's
  const isFile = path.startsWith("attachments/") || /^dmsf\/files\/\d+\/download\.json$/.test(path);
  if (method !== "GET" || (!isFile && /\.json$|^oauth\//.test(path))) return answer.body.length === 0 || isJson(answer);
  // Redmine sends every file with Content-Disposition, an HTML file too
  return !isFile || !isHtml(answer) || answer.headers.has("content-disposition");
}

function isRedmineError(answer: Received): boolean {
  if ([400, 409, 422].includes(answer.status) && isJson(answer)) return true;
  if (isJson(answer)) {
    const json = jsonIn(answer.body);
    const has = (name: string) => typeof json === "object" && json !== null && name in json;
    // Redmine's own, Rails' and Doorkeeper's forms
    return has("errors") || (has("error") && (has("status") || has("error_description")));
  }
  return /content="Redmine"|<title>Redmine \d{3} error/.test(beginning(answer));
}

function asksForOtherPassword({ status, headers }: Received): boolean {
  const challenge = headers.get("www-authenticate");
  return status === 401 && challenge !== null && /realm=/i.test(challenge) && !/redmine/i.test(challenge);
}

const signInAddress = /log.?in|sign.?in|oauth|openid|saml|sso|auth|idp|realms|adfs|\bcas\b/i;

function redirect(answer: Received, baseUrl: string): Stranger {
  const to = targetOf(answer.headers, baseUrl);
  if (!to) return described(answer);
  // a renamed wiki page or project redirects too, and may be called “Login”
  const isRecord = to.hostname === new URL(baseUrl).hostname && /\/(wiki|projects|issues)\//.test(to.pathname);
  const host = /^[\w.:[\]-]{1,100}$/.test(to.host) ? `${to.protocol}//${to.host}` : undefined;
  return {
    ...described(answer),
    kind: !isRecord && signInAddress.test(`${to.hostname}${to.pathname}`) ? "sign_in_page" : "moved",
    ...(host && { to: host }),
  };
}

function described(answer: Received): Stranger {
  const { status, headers } = answer;
  const [product = ""] = (headers.get("server") ?? "").trim().split(/\s/, 1);
  return {
    kind: kindOf(answer),
    status,
    type: typeOf(headers),
    server: /^[A-Za-z][\w.+-]{0,29}(\/[\w.+-]{1,20})?$/.test(product) ? product : "",
  };
}

function kindOf(answer: Received): Stranger["kind"] {
  const { status, headers } = answer;
  if (status === 401) return "password";
  if (status >= 500) return "failure";
  if (isHtml(answer) && !headers.has("cf-mitigated") && isSignInPage(beginning(answer))) return "sign_in_page";
  if (status === 404 || status === 410) return "not_found";
  return status >= 400 ? "refusal" : "other";
}

function isSignInPage(html: string): boolean {
  return /type=["']?password|name=["']?SAMLRequest|<title>[^<]{0,60}(?:sign.?in|log.?in|anmeld|connexion)/i.test(html);
}

function typeOf(headers: Headers): string {
  const [type = ""] = (headers.get("content-type") ?? "").toLowerCase().split(";", 1);
  return /^[a-z]{1,20}\/[a-z0-9.+-]{1,40}$/.test(type.trim()) ? type.trim() : "";
}

/** By its first character: a type can be wrong, and a body that breaks off is Redmine's all the same. */
function isJson({ body }: Received): boolean {
  for (const byte of body.subarray(0, 100)) {
    if (byte === 0x7b || byte === 0x5b || byte === 0x22) return true;
    if (byte > 0x20) return false;
  }
  return false;
}

function isHtml(answer: Received): boolean {
  return typeOf(answer.headers).includes("html") || /^\s{0,20}<(!doctype|html)/i.test(beginning(answer));
}

const decoder = new TextDecoder();

function beginning({ body }: Received): string {
  return decoder.decode(body.subarray(0, 20_000));
}

/** “HTTP 403, text/html, server nginx/1.25”. */
export function signOf({ status, type, server }: Stranger): string {
  return [`HTTP ${status}`, type, server && `server ${server}`].filter(Boolean).join(", ");
}

/** What answered and what to do, for a person or a model. */
export function strangerInWords(stranger: Stranger): string {
  const sign = signOf(stranger);
  switch (stranger.kind) {
    case "sign_in_page":
      return `A sign-in page${stranger.to ? ` at ${stranger.to}` : ""} answered instead of Redmine (${sign}): a single sign-on protects Redmine's API. The administrator must exempt this server's requests from it, or set REDMINE_URL to an address behind it.`;
    case "moved":
      return `The address of Redmine redirects${stranger.to ? ` to ${stranger.to}` : ""} (${sign}). The administrator should set REDMINE_URL to the final address, or exempt this server's requests if that is a sign-in page.`;
    case "password":
      return `A proxy in front of Redmine asks for a password of its own (${sign}). The administrator must exempt this server's requests from it.`;
    case "not_found":
      return `A proxy or another program answered instead of Redmine (${sign}). Either this record does not exist and a proxy replaces Redmine's own answer, or REDMINE_URL does not lead to Redmine. Check the number or name; if others fail too, the administrator should check REDMINE_URL.`;
    case "refusal":
      return `A firewall or proxy in front of Redmine refused the request (${sign}). Nothing was done. Other words may pass; if it persists, the administrator must allow this server's requests there.`;
    case "failure":
      return `A proxy in front of Redmine failed, or Redmine behind it (${sign}). Try again in a minute; if it persists, the administrator should check both.`;
    case "other":
      return `Another program answered instead of Redmine (${sign}). The administrator should check REDMINE_URL and what stands in front of Redmine.`;
  }
}
