import { sameText, sha256 } from "../grants/seal.ts";

// RFC 7636 §4.1 and §4.2; S256 is the only method here (OAuth 2.1 §4.1.1)
const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/;
const challengeShape = /^[A-Za-z0-9_-]{43}$/;

export function isChallenge(given: string): boolean {
  return challengeShape.test(given);
}

export function fits(verifier: string, challenge: string): boolean {
  return verifierShape.test(verifier) && sameText(sha256(verifier), challenge);
}
