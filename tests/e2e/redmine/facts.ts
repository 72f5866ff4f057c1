export interface Person {
  id: number;
  login: string;
  password: string;
  apiKey: string;
}

/** What seed.rb made and a test needs to know of it; plain data, because it crosses processes. */
export type RedmineFacts = ReturnType<typeof factsFrom>;

/** Reads the dotenv that `up` prints; throws with the names that are missing. */
export function factsFrom(env: Record<string, string | undefined>) {
  const missing: string[] = [];
  const text = (name: string): string => {
    const value = env[name];
    if (!value) missing.push(name);
    return value ?? "";
  };
  const id = (name: string): number => Number(text(name));
  const person = (name: string): Person => ({
    id: id(`${name}_ID`),
    login: text(`${name}_LOGIN`),
    password: text(`${name}_PASSWORD`),
    apiKey: text(`${name}_API_KEY`),
  });

  // Before 6.1 there is no OAuth, and seed.rb registers no application: people sign in by their API key.
  const version = env.REDMINE_VERSION ?? "";
  const hasOAuth = !/^([1-5]|6\.0)\./.test(version);

  const facts = {
    url: text("REDMINE_URL"),
    /** "6.0.5.stable"; empty for a newer one that was not described so. */
    version,
    hasOAuth,
    clientId: hasOAuth ? text("CLIENT_ID") : "",
    clientSecret: hasOAuth ? text("CLIENT_SECRET") : "",
    people: {
      admin: person("ADMIN"),
      alice: person("ALICE"), // Manager everywhere
      bob: person("BOB"), // Reporter in alpha
      carol: person("CAROL"), // a member of nothing
      dan: person("DAN"), // Developer in alpha, through a group
      greta: person("GRETA"), // Reporter in alpha, in German
    },
    issues: {
      journals: id("ISSUE_JOURNALS"),
      attachments: id("ISSUE_ATTACHMENTS"),
      parent: id("ISSUE_PARENT"),
      private: id("ISSUE_PRIVATE"),
      injection: id("ISSUE_INJECTION"),
      secret: id("ISSUE_SECRET"),
      closedProject: id("ISSUE_CLOSED_PROJECT"),
    },
  };

  if (missing.length > 0) throw new Error(`the Redmine for the tests is not described: ${missing.join(", ")} missing`);
  return facts;
}
