import { checkboxesOf } from "../../src/redmine/permission-labels.ts";
import type { Tool } from "../../src/tools/tool.ts";

const core = (tool: Tool) => tool.toolset === "core";

/** The README's tables: the tools of core with what they do, the others by toolset. */
export function toolsMarkdown(tools: readonly Tool[]): string {
  const first = tools
    .filter(core)
    .map(({ name, title, access }) => `| \`${name}\` | ${title} | ${accessCell(access)} |`);
  const others = Map.groupBy(
    tools.filter((tool) => !core(tool)),
    ({ toolset }) => toolset,
  );
  const rest = [...others].map(
    ([toolset, members]) => `| \`${toolset}\` | ${members.map(({ name }) => `\`${name}\``).join(", ")} |`,
  );

  return [
    "| core | what it does | access |",
    "|---|---|---|",
    ...first,
    "",
    "| toolset | adds |",
    "|---|---|",
    ...rest,
  ].join("\n");
}

function accessCell(access: Tool["access"]): string {
  return access === "read" ? "reads" : "writes";
}

/** What to tick in Redmine, in the words of its form, with the names that REDMINE_SCOPES takes. */
export function permissionsMarkdown(permissions: readonly string[]): string {
  return checkboxesOf(permissions)
    .map(({ title, boxes }) => {
      const ticks = boxes.map(({ label, name, fixed }) => `${label}${fixed ? " (always ticked)" : ""} \`${name}\``);
      return `- **${title}**: ${ticks.join(", ")}`;
    })
    .join("\n");
}
