import { may } from "../access/permissions.ts";
import type { Issue, Project } from "../records.ts";
import { timestamp } from "../sample.ts";
import type { Ask } from "../web/ask.ts";
import { integer, type Param, type Params, present, text } from "../web/params.ts";
import { projectOf } from "../web/refs.ts";
import { denied, empty, Refused } from "../web/reply.ts";
import { type Draft, newDraft } from "./draft.ts";
import { saveNew } from "./save.ts";
import { descendantsOf } from "./tree.ts";
import { issueVisible } from "./visible.ts";

/** What a copy takes from its source; its status, author and history are its own. */
function copied(ask: Ask, source: Issue, project: Project, today: string): Draft {
  const draft = newDraft(ask, today, project);
  const { id, status_id, author_id, lock_version, created_on, updated_on, closed_on } = draft.issue;
  const own = { id, status_id, author_id, lock_version, created_on, updated_on, closed_on };
  const mayWatch = may(ask.sample, ask.caller, "add_issue_watchers", project);
  draft.issue = { ...structuredClone(source), ...own, watchers: mayWatch ? [...source.watchers] : [] };
  return draft;
}

export interface Copying {
  source: Issue;
  draft: Draft;
  /** What is to be written over it. */
  attributes: Params;
}

/** POST /issues.json with copy_from: an issue that the caller sees, in a project where they may copy. */
export function copyOf(ask: Ask, target: Project | undefined, attributes: Params, today: string): Copying {
  const { sample, caller } = ask;
  const source = sample.state.issues.get(integer(ask.params.copy_from));
  if (!source || !issueVisible(sample, caller, source)) throw new Refused(empty(404));
  const from = projectOf(sample.state, source);
  if (!may(sample, caller, "copy_issues", from)) throw new Refused(denied(sample.switches, caller));
  const draft = copied(ask, source, from, today);
  const watchers = attributes.watcher_user_ids ?? [...draft.issue.watchers];
  const project_id = attributes.project_id ?? target?.id;
  return {
    source,
    draft,
    attributes: { tracker_id: source.tracker_id, ...attributes, project_id, watcher_user_ids: watchers },
  };
}

/** Files, relation and subtasks, after the copy is saved. The settings “ask” let the request decide. */
export function copyRest(ask: Ask, { source, draft }: Copying, copy: Issue, today: string): void {
  const { sample, caller, params } = ask;
  const { state } = sample;
  const isOn = (value: Param) => text(value) === "1";
  const link = (from: number, to: number) => {
    if (!isOn(params.link_copy)) return;
    state.relations.add({ issue_from_id: from, issue_to_id: to, relation_type: "copied_to", delay: null });
  };
  copyFiles(ask, source, copy, isOn(params.copy_attachments));
  link(source.id, copy.id);
  if (!present(params.copy_subtasks)) return;

  const copies = new Map([[source.id, copy.id]]);
  const project = draft.project ?? projectOf(state, copy);
  for (const child of descendantsOf(state, source).filter(({ id }) => id !== copy.id)) {
    const parent = copies.get(child.parent_id ?? 0);
    if (parent === undefined || !issueVisible(sample, caller, child)) continue;
    const below = copied(ask, child, project, today);
    const status = state.trackers.get(child.tracker_id)?.default_status_id ?? copy.status_id;
    below.issue = { ...below.issue, project_id: project.id, parent_id: parent, status_id: status };
    const made = saveNew(sample, caller, below);
    copyFiles(ask, child, made, isOn(params.copy_attachments));
    link(child.id, made.id);
    copies.set(child.id, made.id);
  }
}

function copyFiles({ sample }: Ask, source: Issue, copy: Issue, enabled: boolean): void {
  if (!enabled) return;
  const { attachments } = sample.state;
  const files = attachments.where(({ container }) => container?.type === "issue" && container.id === source.id);
  for (const { id: _, ...file } of files) {
    attachments.add({
      ...file,
      container: { type: "issue", id: copy.id },
      created_on: timestamp(sample),
      downloads: 0,
    });
  }
}
