import type { Setting } from "../../src/config/setting.ts";
import { presence, wrapped } from "../../src/help.ts";

/** The table of README.md. */
export function settingsMarkdown(rows: readonly Setting[]): string {
  const lines = rows.map((row) => {
    const name = `\`${row.name}\`${row.secret ? " *" : ""}`;
    return `| ${name} | ${defaultCell(row)} | ${row.meaning} |`;
  });

  return ["| name | default | meaning |", "|---|---|---|", ...lines].join("\n");
}

function defaultCell(row: Setting): string {
  if (row.neededFor || row.defaultText || !row.default) return presence(row).replace(/^\((default: )?|\)$/g, "");
  return `\`${row.default}\``;
}

/** The whole of .env.example: what must be set stands open, the rest is commented out with its default or an example. */
export function envExample(rows: readonly Setting[]): string {
  const head = `# Copy this file to .env and fill in what is required; .env is for your eyes only (chmod 600).
# A value with a # or a space in it needs quotes. The environment and flags count more than this file.
`;

  return [head, ...rows.map(envEntry)].join("\n");
}

function envEntry(row: Setting): string {
  const open = row.neededFor === "always" || row.neededFor === "oauth";
  const value = open ? "" : row.default || row.example || "";
  const comment = [
    ...wrapped(`${row.meaning} ${presence(row)}`, 98),
    ...(row.example === undefined || row.example === value ? [] : [`Example: ${row.example}`]),
    ...(row.secret ? [`Or ${row.name}_FILE: the path of a file that holds it.`] : []),
  ];

  return `${comment.map((line) => `# ${line}`).join("\n")}\n${open ? "" : "# "}${row.name}=${value}\n`;
}
