/** Every file may import them; they import only each other. */
export const leaves = [
  "secret.ts",
  "json.ts",
  "long-json.ts",
  "bounded-cache.ts",
  "log.ts",
  "metrics.ts",
  "activity.ts",
  "icon.ts",
  "version.ts",
  "did-you-mean.ts",
  "in-turns.ts",
  "rate-limits.ts",
  "current-request.ts",
  "node-version.ts",
  "format/clean.ts",
];

/** The import diagram, from the top down (`auth/*.ts`: the files of that folder without its subfolders): what each layer may import, and of what it may import types only. */
export const layers: Readonly<Record<string, { uses: string[]; knows?: string[] }>> = {
  "main.ts": { uses: ["command-line.ts"] },
  "command-line.ts": { uses: ["commands/", "help.ts", "config.ts", "config/"] },
  "help.ts": { uses: ["config/"] },
  "commands/": {
    uses: [
      "server.ts",
      "mcp-fronts.ts",
      "telemetry.ts",
      "tracing.ts",
      "tools/select.ts", // whose permissions a person has to allow in Redmine
      "auth/signin/",
      "auth/connections/",
      "auth/grants/",
      "auth/client-names.ts",
      "auth/seal.ts",
      "store/",
      "redmine/",
      "sample-redmine/",
      "config.ts",
      "config/",
    ],
  },
  "server.ts": {
    uses: [
      "mcp-fronts.ts",
      "readiness.ts",
      "telemetry.ts",
      "tracing.ts",
      "http/",
      "protocol/",
      "auth/",
      "tools/",
      "store/",
      "redmine/",
      "config.ts",
      "config/",
    ],
  },
  "readiness.ts": { uses: ["redmine/", "store/"] },
  "telemetry.ts": { uses: ["redmine/failure.ts"], knows: ["auth/", "http/", "protocol/", "redmine/"] }, // what is reported about anything
  "tracing.ts": { uses: [], knows: ["protocol/", "redmine/"] },
  "mcp-fronts.ts": { uses: ["protocol/", "tools/", "redmine/", "config/"], knows: ["config.ts"] }, // the same for server.ts and stdio; refuses unknown tool names
  "http/": { uses: ["protocol/", "auth/", "store/store.ts"], knows: ["config.ts", "config/"] }, // an unreachable store is 503 here
  "views/": { uses: [] }, // pages for clients that show them (MCP Apps)
  "protocol/": { uses: ["tools/", "views/", "redmine/failure.ts"], knows: ["redmine/", "config.ts", "config/"] },
  "tools/": { uses: ["file-text/", "format/", "redmine/", "views/"], knows: ["config.ts", "config/"] },
  "file-text/": { uses: ["format/"] }, // in a thread of its own, but for read-document.ts
  "auth/auth.ts": {
    uses: ["auth/server/", "auth/connections/", "auth/grants/", "auth/*.ts"],
    knows: ["store/", "redmine/credentials.ts"],
  },
  "auth/signin/": { uses: ["redmine/"], knows: ["auth/*.ts"] }, // signs in at Redmine, with OAuth or an API key
  "auth/connections/": { uses: ["auth/grants/", "auth/*.ts", "redmine/failure.ts"], knows: ["store/"] },
  "auth/server/": { uses: ["auth/grants/", "auth/*.ts", "store/store.ts", "redmine/failure.ts"], knows: ["store/"] },
  "auth/client-metadata/": { uses: ["auth/*.ts"], knows: ["store/"] },
  "auth/grants/": { uses: ["auth/*.ts", "store/store.ts", "redmine/failure.ts"], knows: ["store/", "redmine/"] },
  "auth/*.ts": { uses: ["redmine/failure.ts"], knows: ["store/"] }, // what the folders above share: scopes, clients, pages, records
  "redmine/": { uses: [] },
  "store/": { uses: [] },
  "format/": { uses: ["redmine/values.ts"], knows: ["redmine/"] }, // the shape of the records that it prints
  "config.ts": { uses: ["config/"] },
  "config/": { uses: [] },
  "sample-redmine/": { uses: [] },
};

/** The diagram as the table of docs/architecture.md. */
export function layersMarkdown(): string {
  const names = (paths: readonly string[] = []) => paths.map((path) => `\`${path}\``).join(" ");
  return [
    "| layer | may import | types only |",
    "|---|---|---|",
    ...Object.entries(layers).map(([layer, { uses, knows }]) => `| \`${layer}\` | ${names(uses)} | ${names(knows)} |`),
    "",
    `Every file may import these, which import only each other: ${names(leaves)}.`,
  ].join("\n");
}
