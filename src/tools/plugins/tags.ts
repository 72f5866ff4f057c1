import { z } from "zod";
import { foreign, line } from "../../format/clean.ts";
import { allowed } from "../../redmine/account.ts";
import type { RedmineReader } from "../../redmine/client.ts";
import { type Issue, issueAnswer, issueList } from "../../redmine/issues.ts";
import { path } from "../../redmine/path.ts";
import type { Query } from "../../redmine/send.ts";
import type { Named } from "../../redmine/values.ts";
import { ToolRefusal } from "../errors.ts";
import type { RequestedChange } from "../issues/change.ts";

/** The plugin additional_tags. It ignores what somebody may not do without an error: filters list everything then. */

const tag = z.string().trim().min(1).max(100);

/** For filters: A|B is either, "!" before is not, none and any. */
export const tagsCondition = z.union([z.string().trim().min(1).max(1_000), z.array(tag).min(1).max(30)], {
  error: "give tags, several with | between them",
});

const separated = z
  .string()
  .max(2_000)
  .transform((text) => text.split(",").map((each) => each.trim()))
  .transform((tags) => tags.filter(Boolean));

/** For writes: all tags that the issue is to have. */
export const tagsInput = z
  .union([z.array(tag), separated, z.null().transform((): string[] => [])], { error: "give a list of tags" })
  .pipe(z.array(tag).max(30, { error: "give at most 30 tags" }))
  .meta({ type: "array", items: { type: "string" } });

export const tagScopes = ["view_issue_tags"];
export const tagWriteScopes = [...tagScopes, "edit_issue_tags", "create_issue_tags"];

const folded = (name: string) => name.normalize("NFKC").trim().toLowerCase();

function refuseUnseen(redmine: RedmineReader, nothing: string): void {
  if (!redmine.scopes || redmine.scopes.has("view_issue_tags")) return;
  throw new ToolRefusal(`This sign-in lacks the permission view_issue_tags, and Redmine would ignore tags. ${nothing}`);
}

/** The condition as Redmine's query takes it, after a look whether Redmine really filters by it. */
export async function tagsFilter(
  input: z.output<typeof tagsCondition>,
  conditions: Query,
  redmine: RedmineReader,
): Promise<{ tags: string }> {
  refuseUnseen(redmine, "Nothing was listed.");
  const names = (typeof input === "string" ? input.split("|") : input).map((name) => name.trim()).filter(Boolean);
  const isNot = names.length > 0 && names.every((name) => name.startsWith("!"));
  if (!isNot && names.some((name) => name.startsWith("!"))) throw new ToolRefusal('tags: either all or none with "!".');
  const plain = names.map((name) => (isNot ? name.slice(1).trim() : name)).filter(Boolean);
  if (plain.length === 0) throw new ToolRefusal("tags: give the name of a tag.");
  if (plain.some((name) => name.includes("|")))
    throw new ToolRefusal("tags: Redmine cannot filter by a tag with | in it.");

  const [only = ""] = plain;
  const isWord = plain.length === 1 && (only === "none" || only === "any");
  const required = isWord ? undefined : plain;
  const [having, lacking] = isWord ? ["*", "!*"] : [`=${plain.join("|")}`, `!${plain.join("|")}`];
  await refuseIgnored(having, required, conditions, redmine);
  return { tags: isNot !== (isWord && only === "none") ? lacking : having };
}

/** The first issue that the filter finds must have such a tag: otherwise Redmine listed whatever there is. */
async function refuseIgnored(
  having: string,
  required: readonly string[] | undefined,
  conditions: Query,
  redmine: RedmineReader,
): Promise<void> {
  const query = { ...conditions, tags: having, limit: 1 };
  const { issues } = await redmine.get(path`issues.json`, issueList, { what: "the list of issues", query });
  const [first] = issues;
  if (!first) return;
  const { issue } = await redmine.get(path`issues/${first.id}.json`, issueAnswer, { what: `issue #${first.id}` });
  const has = (issue.tags ?? []).map(({ name }) => folded(name));
  if (required ? required.some((name) => has.includes(folded(name))) : has.length > 0) return;
  const tags = required ? ` ${required.map((name) => `“${line(name, 80)}”`).join(", ")}` : "";
  throw new ToolRefusal(
    `Redmine did not filter by the tags${tags}: there is no such tag, or this user may not see tags (view_issue_tags). Nothing was listed.`,
  );
}

/** All tags of an issue. Redmine drops the change silently where it is not permitted: refused before, and compared after. */
export async function tagsChange(
  names: readonly string[],
  project: Named,
  redmine: RedmineReader,
): Promise<RequestedChange> {
  refuseUnseen(redmine, "Tags cannot be changed.");
  const wrong = names.find((name) => /[,"]/.test(name));
  if (wrong !== undefined) throw new ToolRefusal(`tags: “${line(wrong, 80)}”: a tag has no comma and no quotes.`);
  const may = await Promise.all([
    allowed("edit_issue_tags", project.id, redmine),
    allowed("create_issue_tags", project.id, redmine),
  ]);
  if (may.every((answer) => answer === false)) {
    throw new ToolRefusal(
      `Tags in ${foreign(project.name, 80)} need the permission edit_issue_tags or create_issue_tags, which this sign-in or the user's role lacks.`,
    );
  }
  const required = [...new Set(names.map(folded))].sort();
  return {
    key: "tag_list",
    label: "Tags",
    text: line(names.join(", "), 300) || "none",
    json: { tag_list: names },
    holds: ({ tags = [] }: Issue) =>
      tags
        .map(({ name }) => folded(name))
        .sort()
        .join("\n") === required.join("\n"),
  };
}
