import { may } from "../access/permissions.ts";
import type { Attachment } from "../content-records.ts";
import { draftOf, writable } from "../issues/draft.ts";
import { issueVisible } from "../issues/visible.ts";
import type { Project } from "../records.ts";
import type { Ask } from "../web/ask.ts";
import { projectOf } from "../web/refs.ts";

type Right = "see" | "edit" | "delete";

/** Who may see what a file belongs to sees the file; writing follows it too. A file not yet attached is its author's. */
export function mayTouch(ask: Ask, attachment: Attachment, right: Right): boolean {
  const { sample, caller } = ask;
  const { state } = sample;
  const { container } = attachment;
  if (!container) return attachment.author_id === caller.user?.id;
  const allowed = (project: Project | undefined, ...permissions: string[]) =>
    project !== undefined && permissions.every((permission) => may(sample, caller, permission, project));

  switch (container.type) {
    case "issue": {
      const issue = state.issues.get(container.id);
      if (!issue || !issueVisible(sample, caller, issue)) return false;
      // By the role's rights to the issue: the token's scopes do not stop this in Redmine 6.1.
      return right === "see" || writable(ask, draftOf(issue, projectOf(state, issue))).attributes;
    }
    case "wiki_page": {
      const page = state.wikiPages.get(container.id);
      const project = page && projectOf(state, page);
      if (right === "see") return allowed(project, "view_wiki_pages");
      return allowed(
        project,
        "view_wiki_pages",
        right === "edit" ? "edit_wiki_pages" : "delete_wiki_pages_attachments",
      );
    }
    case "news": {
      const item = state.news.get(container.id);
      return allowed(item && projectOf(state, item), "view_news", ...(right === "see" ? [] : ["manage_news"]));
    }
    case "project":
      return allowed(state.projects.get(container.id), "view_project", right === "see" ? "view_files" : "manage_files");
    case "version": {
      const version = state.versions.get(container.id);
      const project = version && projectOf(state, version);
      return allowed(project, "view_issues", right === "see" ? "view_files" : "manage_files");
    }
  }
}
