/** A Redmine with the seeded people, projects and issues: the sample, or a real one. */
export interface Target {
  url: string;
  /** Redirects come back as they are. */
  fetch(request: Request): Promise<Response>;
  people: Record<Login, Person>;
  clientId: string;
  clientSecret: string;
  /** Registered with another port, or none: to Redmine every port of 127.0.0.1 is the same. */
  redirectUri: string;
  /** What only who has the machine can do; undefined for a Redmine that is not ours to change. */
  behind: Behind | undefined;
}

export type Login = "admin" | "alice" | "bob" | "carol" | "dan" | "greta";

export interface Person {
  id: number;
  login: string;
  password: string;
  apiKey: string;
}

export interface Behind {
  expireAccessTokens(userId: number): Promise<void>;
  lockUser(id: number, locked: boolean): Promise<void>;
  setRestEnabled(enabled: boolean): Promise<void>;
  setLoginRequired(required: boolean): Promise<void>;
}
