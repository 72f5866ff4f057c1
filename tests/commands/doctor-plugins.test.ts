import { expect, test } from "vitest";
import { pluginFindings } from "../../src/commands/doctor/plugins.ts";
import { loadConfig } from "../../src/config.ts";
import { createSend } from "../../src/redmine/send.ts";

const configOf = (toolsets: string, more: Record<string, string> = {}) =>
  loadConfig({
    command: "doctor",
    argv: [],
    env: {
      REDMINE_URL: "http://redmine.test",
      REDMINE_CLIENT_ID: "id",
      REDMINE_CLIENT_SECRET: "secret",
      TOKEN_STORE_URL: "memory:",
      TOOLSETS: toolsets,
      ...more,
    },
    cwd: "/",
  });

/** A Redmine that has the plugins whose probes begin so; everything else is an absent route, or a proxy's page. */
const redmineWith = (paths: readonly string[], otherwise: 404 | 403 = 404) =>
  createSend("http://redmine.test", async (input, init) => {
    const { pathname } = new URL(new Request(input, init).url);
    const has = paths.some((path) => pathname.startsWith(path));
    return has
      ? new Response("", { status: 401, headers: { "content-type": "application/json" } })
      : new Response("", { status: otherwise, headers: { "content-type": "text/html" } });
  });

const findings = async (...args: Parameters<typeof pluginFindings>) =>
  (await pluginFindings(...args)).map((finding) => JSON.stringify(finding));

test.each([
  ["/auto_completes/", "TOOLSETS=core,tags", "create_issue_tags, edit_issue_tags, view_issue_tags"],
  ["/global_issue_templates", "TOOLSETS=core,templates", "show_issue_templates"],
  ["/checklists/", "TOOLSETS=core,checklists", "edit_checklists, view_checklists"],
])(
  "a plugin at %s whose toolset is off is named, with exactly the boxes that it adds",
  async (path, setting, boxes) => {
    const [finding = "", ...others] = await findings(configOf("core"), redmineWith([path]));
    expect(others).toEqual([]);
    expect(finding).toContain(`${setting} turns it on.`);
    expect(finding).toContain(`(Administration → Applications): ${boxes}.`);
  },
);

test("where people sign in with API keys there are no boxes", async () => {
  const config = configOf("core", { REDMINE_AUTH: "api-key", REDMINE_CLIENT_ID: "", REDMINE_CLIENT_SECRET: "" });
  const [finding = ""] = await findings(config, redmineWith(["/auto_completes/"]));
  expect(finding).toContain("TOOLSETS=core,tags");
  expect(finding).not.toContain("Applications");
});

test("a toolset that is on is confirmed, is a fault without the plugin, and a warning where nobody can tell", async () => {
  const config = configOf("core,tags,templates");
  const [tags = "", templates = ""] = await findings(config, redmineWith(["/auto_completes/"]));
  expect(tags).toContain("Redmine has it, and the toolset tags is on");
  expect(templates).toContain("the toolset templates is on, but Redmine does not have the plugin");
  const hidden = await findings(config, redmineWith([], 403));
  expect(hidden).toHaveLength(2);
  expect(hidden[0]).toContain("whether Redmine has the plugin cannot be seen from here");
});
