import { stubRedmine } from "../stub-redmine.ts";

type Tagged = { id: number; subject: string; description?: string; tags: string[] };

const permissions = ["view_issues", "edit_issues", "add_issues", "view_issue_tags", "edit_issue_tags"];

const noTemplates = { global_issue_templates: [], inherit_templates: [], issue_templates: [] };

/** As Redmine answers with redmine_issue_templates 1.2.2, for the tracker Bug. */
const bugTemplates = {
  global_issue_templates: [
    { id: 1, tracker_id: 1, tracker_name: 1, title: "Global bug", issue_title: "GB", description: "Global text" },
  ],
  inherit_templates: [],
  issue_templates: [
    {
      id: 1,
      tracker_id: 1,
      tracker_name: "Bug",
      title: "Bug report",
      issue_title: "[BUG] ",
      description: "## Steps\n\n1. \n\n## Expected\n",
      note: "For every bug",
      enabled: true,
      is_default: true,
      position: 1,
    },
    { id: 2, tracker_id: 1, tracker_name: "Bug", title: "Old", issue_title: "", description: "x", enabled: false },
  ],
};

const withText = (text: string) => ({
  ...bugTemplates,
  issue_templates: bugTemplates.issue_templates.map((each) => (text ? { ...each, description: text } : each)),
});

/**
 * Redmine with the plugins additional_tags and redmine_issue_templates, answering as in captures of them: tags that a
 * sign-in or role may not see or change are dropped without an error, and a filter by them finds everything.
 */
export function taggedRedmine({
  scopes,
  canCreateTags = false,
}: {
  scopes?: ReadonlySet<string>;
  canCreateTags?: boolean;
} = {}) {
  const may = (permission: string) =>
    (!scopes || scopes.has(permission)) &&
    [...permissions, ...(canCreateTags ? ["create_issue_tags"] : [])].includes(permission);
  const issues: Tagged[] = [
    { id: 1, subject: "Improve the CSV export", tags: ["memory"] },
    { id: 2, subject: "Login fails", tags: ["urgent", "other"] },
    { id: 3, subject: "Untagged", tags: [] },
  ];
  const switches = { drops: false, text: "", templates: "ok" as "ok" | "403" | "404 html" | "500" };
  const sent: unknown[] = [];

  const row = ({ tags: _, ...issue }: Tagged) => ({
    project: { id: 1, name: "Alpha" },
    tracker: { id: 1, name: "Bug" },
    status: { id: 1, name: "New" },
    priority: { id: 2, name: "Normal" },
    created_on: "2026-01-05T09:00:00Z",
    updated_on: "2026-01-05T09:00:00Z",
    ...issue,
  });
  const full = (issue: Tagged) => ({
    ...row(issue),
    ...(may("view_issue_tags") && issue.tags.length > 0 && { tags: issue.tags.map((name, id) => ({ id, name })) }),
  });

  const write = (issue: Tagged, { tag_list, subject, description }: Record<string, unknown>) => {
    if (typeof subject === "string") issue.subject = subject;
    if (typeof description === "string") issue.description = description;
    if (!Array.isArray(tag_list) || switches.drops) return;
    const known = issues.flatMap(({ tags }) => tags);
    const edits = may("edit_issue_tags") && tag_list.every((name) => known.includes(name));
    if (may("create_issue_tags") || edits) issue.tags = tag_list;
  };

  const one = (id: number) => async (_: URL, request: Request) => {
    const issue = issues.find((each) => each.id === id);
    if (!issue) return Response.json("", { status: 404 });
    if (request.method === "GET") return { issue: full(issue) };
    const body = (await request.json()).issue;
    sent.push(body);
    write(issue, body);
    return new Response(null, { status: 204 });
  };

  const filtered = (tags: string | null) => {
    if (tags === null || !may("view_issue_tags") || switches.drops) return issues;
    if (tags === "*") return issues.filter((issue) => issue.tags.length > 0);
    if (tags === "!*") return issues.filter((issue) => issue.tags.length === 0);
    const names = tags.replace(/^[=!]/, "").split("|");
    return issues.filter((issue) => names.some((name) => issue.tags.includes(name)) !== tags.startsWith("!"));
  };

  const project = {
    id: 1,
    name: "Alpha",
    identifier: "alpha",
    status: 1,
    trackers: [
      { id: 1, name: "Bug" },
      { id: 2, name: "Feature" },
    ],
    enabled_modules: [{ name: "issue_tracking" }, { name: "issue_templates" }],
  };

  const redmine = stubRedmine(
    {
      "/users/current.json": {
        user: {
          id: 5,
          login: "alice",
          firstname: "Alice",
          lastname: "Archer",
          memberships: [{ id: 1, project: { id: 1, name: "Alpha" }, roles: [{ id: 3, name: "Manager" }] }],
        },
      },
      "/roles/3.json": () => ({
        role: {
          id: 3,
          name: "Manager",
          permissions: [...permissions, ...(canCreateTags ? ["create_issue_tags"] : [])],
        },
      }),
      "/projects/alpha.json": { project },
      "/projects/1.json": { project },
      "/projects.json": { projects: [], total_count: 0 },
      "/projects/1/memberships.json": { memberships: [], total_count: 0 },
      "/projects/1/versions.json": { versions: [], total_count: 0 },
      "/trackers.json": { trackers: [{ id: 1, name: "Bug" }] },
      "/enumerations/issue_priorities.json": { issue_priorities: [{ id: 2, name: "Normal" }] },
      "/issues.json": async (url: URL, request: Request) => {
        if (request.method === "GET") {
          const rows = filtered(url.searchParams.get("tags"));
          return {
            issues: rows.slice(0, Number(url.searchParams.get("limit") ?? 25)).map(row),
            total_count: rows.length,
          };
        }
        const body = (await request.json()).issue;
        sent.push(body);
        const issue = { id: 76, subject: "", tags: [] };
        issues.push(issue);
        write(issue, body);
        return Response.json({ issue: row(issue) }, { status: 201 });
      },
      "/issues/1.json": one(1),
      "/issues/2.json": one(2),
      "/issues/3.json": one(3),
      "/issues/76.json": one(76),
      "/projects/1/issue_templates/list_templates.json": (url: URL) => {
        if (switches.templates === "403")
          return new Response("", { status: 403, headers: { "content-type": "application/json" } });
        if (switches.templates === "404 html")
          return new Response("", { status: 404, headers: { "content-type": "text/html" } });
        if (switches.templates === "500")
          return Response.json({ status: 500, error: "Internal Server Error" }, { status: 500 });
        return url.searchParams.get("issue_tracker_id") === "1" ? withText(switches.text) : noTemplates;
      },
    },
    scopes,
  );
  const settings = { ...redmine.context.settings, toolsets: ["core", "tags", "templates"] as const };
  return { context: { ...redmine.context, settings }, requests: redmine.requests, issues, switches, sent };
}
