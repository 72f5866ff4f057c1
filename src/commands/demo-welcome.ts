import { table } from "./table.ts";

export interface DemoPlaces {
  url: string;
  redmineUrl: string;
  logins: readonly { login: string; password: string; name: string; role: string }[];
  /** The port that was wanted and is another program's; 0 if there was none. */
  takenPort: number;
}

/** What the demo says when it is up: where it is, who one can be, what to ask, how to end it. */
export function demoWelcome({ url, redmineUrl, logins, takenPort }: DemoPlaces): string {
  const people = table(logins.map(({ login, password, name, role }) => [login, password, `${name}, ${role}`]));

  return `
The demo is up: Brightwater Ferries, nine days before a release that is not ready.
${takenPort === 0 ? "" : `Port ${takenPort} is another program's, so it has moved.\n`}
  Add this URL to your MCP client   ${url}/mcp
  How to, for each client           ${url}/
  The sample Redmine behind it      ${redmineUrl}/

  Claude Code: claude mcp add --transport http ferries ${url}/mcp
               and then /mcp in it, to sign in

Sign in as anybody of these, by login and password:

${indented(people)}
Then ask:

  Is the release of Booking 4.2 at risk? Say why, and what to do first.
  What is known about the ferry that is sold twice, #418? Look at its log and its picture too.
  Show me the picture in #428, and log half an hour of work on it for today.

Nothing here is kept. Ctrl-C ends it.
`;
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, "  ");
}
