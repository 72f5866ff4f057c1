import { timingSafeEqual } from "node:crypto";
import type { Application } from "../records.ts";
import { type Params, text } from "../web/params.ts";
import type { OAuthFault } from "./oauth-error.ts";

export type Credentials = { clientId: string; clientSecret: string } | undefined;

/** The client's id and secret from Basic or from the body; both at once is a fault. */
export function readCredentials(request: Request, params: Params): Credentials | OAuthFault {
  const basic = readBasic(request.headers.get("authorization"));
  const posted = text(params.client_secret);
  if (basic && posted !== undefined) return { error: "invalid_request", twoClientAuthentications: true };
  if (basic) return { clientId: basic[0], clientSecret: basic[1] };

  const clientId = text(params.client_id);
  return clientId === undefined ? undefined : { clientId, clientSecret: posted ?? "" };
}

export function readBasic(header: string | null): [name: string, password: string] | undefined {
  const encoded = header?.match(/^Basic\s+(\S+)$/i)?.[1];
  if (encoded === undefined) return undefined;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return [name, password.join(":")];
}

/** A public client has no secret to show. */
export function authenticate(
  applications: ReadonlyMap<string, Application>,
  credentials: Credentials,
): Application | undefined {
  if (!credentials) return undefined;
  const application = applications.get(credentials.clientId);
  if (!application) return undefined;
  if (!application.confidential) return application;
  return same(application.clientSecret, credentials.clientSecret) ? application : undefined;
}

function same(expected: string, actual: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
  return a.length === b.length && timingSafeEqual(a, b);
}
