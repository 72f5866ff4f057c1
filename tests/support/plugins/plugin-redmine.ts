import { stubRedmine } from "../stub-redmine.ts";

const checklist = () => [
  { id: 1, issue_id: 61, subject: "Measure with heap dump", is_done: true, position: 1, is_section: false },
  { id: 2, issue_id: 61, subject: "Bisect the release", is_done: false, position: 2, is_section: false },
  { id: 3, issue_id: 66, subject: "Rotate the credentials", is_done: false, position: 1, is_section: false },
];

const issue = {
  id: 61,
  project: { id: 1, name: "Alpha" },
  tracker: { id: 1, name: "Bug" },
  status: { id: 1, name: "New" },
  priority: { id: 2, name: "Normal" },
  subject: "Memory grows",
  created_on: "2026-01-05T09:00:00Z",
  updated_on: "2026-01-05T09:00:00Z",
};

/** Redmine with the plugins Checklists, Agile (1.6) and DMSF, answering as in the captures: issue 66 is private to others. */
export function redmineWithPlugins(scopes?: ReadonlySet<string>) {
  const items = checklist();
  let agile: { id: number; story_points: number | null; agile_sprint_id: number | null } | undefined = {
    id: 6,
    story_points: 5,
    agile_sprint_id: null,
  };
  const dms = { id: 6, title: "Guide", name: "guide.md", project_id: 1, dmsf_folder_id: 1 as number | null };
  const revision = { id: 9, version: "1.5", size: 7, mime_type: "text/markdown", user_id: 5, created_at: "2026-11-26" };
  const switches = { ignoresWrites: false, uploaded: new Uint8Array() };

  const item = (id: number) => async (_: URL, request: Request) => {
    const at = items.findIndex((each) => each.id === id);
    if (at < 0) return Response.json({ status: 404, error: "Not Found" }, { status: 404 });
    if (request.method === "DELETE") items.splice(at, 1);
    if (request.method === "PUT" && !switches.ignoresWrites)
      Object.assign(items[at] ?? {}, (await request.json()).checklist);
    return request.method === "GET" ? { checklist: items[at] } : new Response(null, { status: 204 });
  };

  const redmine = stubRedmine(
    {
      "/projects.json": { projects: [{ id: 1, name: "Alpha", identifier: "alpha", status: 1 }], total_count: 1 },
      "/issues/61.json": async (_: URL, request: Request) => {
        if (request.method === "GET") return { issue };
        const { agile_data_attributes: data } = (await request.json()).issue;
        // sent without its id, a row is replaced, and a refused change deletes it
        const isRefused = typeof data.story_points === "string";
        if (data.id === undefined && isRefused) agile = undefined;
        if (isRefused) return Response.json({ errors: ["Story points is invalid"] }, { status: 422 });
        const kept = data.id === agile?.id ? agile : { id: 7, story_points: null, agile_sprint_id: null };
        if (!switches.ignoresWrites) agile = { ...kept, ...data, id: data.id ?? 7 };
        return new Response(null, { status: 204 });
      },
      "/issues/66.json": new Response("", { status: 403, headers: { "content-type": "application/json" } }),
      "/issues/61/checklists.json": async (_: URL, request: Request) => {
        if (request.method === "GET")
          return { checklists: items.filter(({ issue_id }) => issue_id === 61), total_count: 2 };
        const { checklist: fields } = await request.json();
        const made = { id: 4, issue_id: 61, subject: "", is_done: false, position: 3, is_section: false, ...fields };
        items.push(made);
        return Response.json({ checklist: made }, { status: 201 });
      },
      "/issues/66/checklists.json": { checklists: [items[2]], total_count: 1 }, // the plugin's leak
      "/checklists/1.json": item(1),
      "/checklists/2.json": item(2),
      "/checklists/3.json": item(3),
      "/checklists/4.json": item(4),
      "/issues/61/agile_data.json": () => agile && { agile_data: { issue_id: 61, position: 2, color: null, ...agile } },
      "/projects/1/agile_sprints.json": {
        project_id: 1,
        sprints: [{ id: 7, name: "Sprint 7", start_date: "2026-11-01", end_date: "2026-11-14" }],
      },
      "/projects/1/agile_sprints/7.json": {
        agile_sprint: {
          id: 7,
          name: "Sprint 7",
          story_points: 12,
          done_ratio: 40,
          issues: [{ id: 61, subject: "Memory grows" }],
        },
      },
      "/projects/1/dmsf.json": (url: URL) => ({
        dmsf: {
          dmsf_nodes: [{ id: 6, title: "Guide", type: "file", filename: "guide.md" }],
          total_count: 30,
          ...(url.searchParams.get("folder_id") && { found_folder: { id: 1, title: "Specs" } }),
        },
      }),
      "/dmsf/files/6.json": () => ({ dmsf_file: { ...dms, dmsf_file_revisions: [revision] } }),
      "/dmsf/files/6/download.json": new Response("# Guide", {
        headers: { "content-type": "text/markdown", "content-disposition": 'inline; filename="guide.md"' },
      }),
      "/dmsf/files/6/download": new Response("<html>", { headers: { "content-type": "text/html" } }),
      "/uploads.json": async (_: URL, request: Request) => {
        switches.uploaded = new Uint8Array(await request.arrayBuffer());
        return Response.json({ upload: { token: "13.abc" } }, { status: 201 });
      },
      "/projects/1/dmsf/commit.json": async (_: URL, request: Request) => {
        const { folder_id = null } = (await request.json()).attachments;
        Object.assign(dms, { dmsf_folder_id: folder_id });
        Object.assign(revision, { size: switches.ignoresWrites ? 0 : switches.uploaded.length, version: 2 });
        return { dmsf_files: [{ id: 6, name: "guide.md" }], total_count: 1 };
      },
    },
    scopes,
  );
  return { ...redmine, items, switches, agile: () => agile };
}
