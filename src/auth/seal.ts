import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** 256 random bits behind a prefix that tells people (and secret scanners) what they found. */
export type TokenKind = "access" | "refresh" | "code" | "cookie";

const prefixes: Record<TokenKind, string> = {
  access: "rmcp_at_",
  refresh: "rmcp_rt_",
  code: "rmcp_ac_",
  cookie: "rmcp_ck_",
};
const tokenBody = /^[A-Za-z0-9_-]{43}$/;
const ivBytes = 12; // AES-GCM: 96 bits, random; each key seals a handful of times
const tagBytes = 16;

/** 256 random bits in base64url behind the kind's prefix. It is kept nowhere: the store knows its hash alone. */
export function newToken(kind: TokenKind): string {
  return prefixes[kind] + randomBytes(32).toString("base64url");
}

/** For names that are no secret. */
export function randomId(): string {
  return randomBytes(6).toString("base64url");
}

/** Of the shape that `newToken` makes; anything else need not be looked up. */
export function isToken(kind: TokenKind, text: string): boolean {
  return text.startsWith(prefixes[kind]) && tokenBody.test(text.slice(prefixes[kind].length));
}

/** 256 random bits: the key of one grant. */
export function newDataKey(): Buffer {
  return randomBytes(32);
}

/** The name under which the store knows a token: nobody finds the token from it. */
export function idOf(token: string): string {
  return derive(token, "id").toString("base64url");
}

/** Encrypts under a token (or data key) and binds the text to the place it is kept at. */
export function seal(key: string | Buffer, place: string, value: unknown): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(key), iv);
  cipher.setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url");
}

/** Undefined when the text was edited, moved, sealed under another key, or is not of this shape. */
export function unseal<T>(key: string | Buffer, place: string, sealed: string, schema: z.ZodType<T>): T | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return undefined;

  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(key), bytes.subarray(0, ivBytes));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
    return schema.safeParse(JSON.parse(text.toString("utf8"))).data;
  } catch {
    return undefined; // GCM does not say what is wrong, and nobody needs to know
  }
}

/** SHA-256, in base64url. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** A name only the holder of `token` can compute, for what belongs to it. */
export function derivedId(token: string, what: string): string {
  return derive(token, `for:${sha256(what)}`).toString("base64url"); // HKDF takes 1,024 bytes here, and a client id alone may be longer
}

/** Compares in constant time. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}

function keyOf(key: string | Buffer): Buffer {
  return derive(key, "seal");
}

function derive(key: string | Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", info, 32));
}

/** Seals small values under a grant's data key, bound to that grant and a purpose: no other grant can open them. */
export interface Sealer {
  seal(purpose: string, value: unknown): string;
  /** Undefined: not sealed here, for this, by this grant. */
  unseal(purpose: string, sealed: string): unknown;
  /** 48 bits of HKDF over the text: nobody without the data key can work it out, and every replica gets the same. */
  code(purpose: string, text: string): string;
}

/** The sealer of one grant; `id` is part of what each value is bound to. */
export function sealerOf({ id, dataKey }: { id: string; dataKey: Buffer }): Sealer {
  const boundTo = (purpose: string) => `client:${id}:${purpose}`;
  return {
    seal: (purpose, value) => seal(dataKey, boundTo(purpose), value),
    unseal: (purpose, sealed) => unseal(dataKey, boundTo(purpose), sealed, z.unknown()),
    code: (purpose, text) =>
      derive(dataKey, `code:${sha256(`${boundTo(purpose)}:${text}`)}`)
        .toString("hex")
        .slice(0, 12),
  };
}

/** The same for a process that serves one user and has no grant; ends with it. */
export function processSealer(): Sealer {
  return sealerOf({ id: "process", dataKey: newDataKey() });
}
