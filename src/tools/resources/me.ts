import { z } from "zod";
import { line } from "../../format/clean.ts";
import { rowsWithin } from "../../format/rows-within.ts";
import { path } from "../../redmine/path.ts";
import { type Myself, myselfAnswer } from "../../redmine/schemas/myself.ts";
import { defineTool } from "../tool.ts";

const maxChars = 38_000;

export const readMe = defineTool({
  name: "me",
  title: "The signed-in user",
  description: "Who is signed in to Redmine, with projects and roles.",
  access: "read",
  toolset: "core",
  scopes: [],
  input: z.object({}),
  run: async (_, { redmine, quote }) => {
    const { user } = await redmine.get(path`users/current.json`, myselfAnswer, {
      what: "the signed-in user",
      query: { include: "memberships,groups" },
    });
    const { text, left } = rowsWithin(rowsOf(user), maxChars);
    return `The signed-in user, id ${user.id}.${left > 0 ? ` ${left} memberships are left out.` : ""}\n${quote(text)}`;
  },
});

function rowsOf({ login, firstname, lastname, mail, admin, groups, memberships }: Myself): string[] {
  const roles = memberships.flatMap(({ project, roles: held }) =>
    project ? [`- ${line(project.name, 120)}: ${held.map(({ name }) => line(name, 60)).join(", ")}`] : [],
  );
  return [
    `# ${line(`${firstname} ${lastname}`)}`,
    ...(login ? [`Login: ${line(login)}`] : []),
    ...(mail ? [`Mail: ${line(mail)}`] : []),
    ...(admin ? ["Administrator"] : []),
    ...(groups.length > 0
      ? [
          `Groups: ${groups
            .slice(0, 50)
            .map(({ name }) => line(name, 80))
            .join(", ")}`,
        ]
      : []),
    ...(roles.length > 0 ? ["Projects and roles:", ...roles] : ["Member of no project"]),
  ];
}
