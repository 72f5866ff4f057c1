type Call = readonly [tool: string, args: object];

export interface Task {
  task: string;
  calls: readonly Call[];
  /** What the last answer must have. */
  finds: RegExp;
  /** Most requests to Redmine, all calls together. */
  requests: number;
}

const six = [21, 22, 24, 25, 27];
const vacation = "The export is blocked by a missing index.";

/** What people ask an assistant on an ordinary day, and the shortest way to it that the tools allow. Writes come last. */
export const tasks: readonly Task[] = [
  {
    task: "What is issue 61 about, and who works on it?",
    calls: [["get_issue_details", { issue_id: "#61", notes: 0 }]],
    finds: /Memory grows[\s\S]*Assignee: Dan Duarte/,
    requests: 3,
  },
  {
    task: "What did the last two notes of issue 61 say?",
    calls: [["get_issue_details", { issue_id: 61, notes: 2 }]],
    finds: /#40[\s\S]*#39/,
    requests: 3,
  },
  {
    task: "How many open issues does each person have in Alpha, without its subprojects?",
    calls: [["list_issues", { project_id: "Alpha", subprojects: false, group_by: ["assignee_id"] }]],
    finds: /^Bob Baker\|13\|84 h[\s\S]*^Alice Archer\|9\|108 h/m,
    requests: 4,
  },
  {
    task: "Open bugs by priority and person",
    calls: [["list_issues", { project_id: "alpha", tracker_id: "Bug", group_by: ["priority_id", "assignee_id"] }]],
    finds: /^Urgent\|Dan Duarte\|2\|/m,
    requests: 4,
  },
  {
    task: "How many hours are estimated for version 2.0?",
    calls: [["list_issues", { project_id: "alpha", version: "2.0", status_id: "all", group_by: ["status_id"] }]],
    finds: /^22 issues, 160 h estimated/,
    requests: 4,
  },
  {
    task: "Which critical issues are open?",
    calls: [["list_issues", { project_id: "alpha", custom_fields: { Severity: "Critical" } }]],
    finds: /^12 open issues[\s\S]*Severity Critical/,
    requests: 8,
  },
  {
    task: "What did Dan close, and when?",
    calls: [["list_issues", { status: "closed", assignee: "dan", closed: ">=2026-01-01", sort: "-closed_on" }]],
    finds: /^3 closed issues[\s\S]*“dan” is Dan Duarte\.[\s\S]*\|closed\|[\s\S]*2026-03-05/,
    requests: 5,
  },
  {
    task: "Alice's open issues with estimates, the largest first",
    calls: [["list_issues", { assigned_to: "alice", sort: "-estimated_hours", columns: ["estimated_hours"] }]],
    finds: /\|estimated\|[\s\S]*\|56 h\|/,
    requests: 5,
  },
  {
    task: "The saved query “Open bugs”",
    calls: [["list_issues", { project_id: "alpha", query_id: "Open bugs" }]],
    finds: /^18 issues[\s\S]*tracker Bug/,
    requests: 3,
  },
  {
    task: "Was there something about memory that leaks?",
    calls: [["search_issues", { query: "memory grows leak" }]],
    finds: /without “leak” 1[\s\S]*#61/,
    requests: 4,
  },
  {
    task: "What does the wiki say against slowness?",
    calls: [["get_wiki_page", { project_id: "alpha", page: "troubleshooting" }]],
    finds: /slow \| index/,
    requests: 3,
  },
  {
    task: "Where is REF-1007 mentioned?",
    calls: [["search_redmine", { query: "REF-1007" }]],
    finds: /Feature #7 /,
    requests: 1,
  },
  {
    task: "Hours by activity in Alpha",
    calls: [["list_time_entries", { project_id: "alpha", group_by: ["activity_id"] }]],
    finds: /^Design\|13\|18\.5 h/m,
    requests: 3,
  },
  {
    task: "Bob's hours until the end of January",
    calls: [["list_time_entries", { user_id: "bob", from: "2026-01-01", to: "2026-01-31", limit: 0 }]],
    finds: /^2 time entries, 2 h[\s\S]*“bob” is Bob Baker/,
    requests: 4,
  },
  {
    task: "What does the next release look like?",
    calls: [["get_roadmap", { project_id: "alpha" }]],
    finds: /1\.1[\s\S]*2\.0/,
    requests: 4,
  },
  {
    task: "Who are the developers of Alpha?",
    calls: [["list_members", { project_id: "alpha" }]],
    finds: /Dan Duarte[^\n]*Developer/,
    requests: 2,
  },
  {
    task: "What can Environment be on a support issue?",
    calls: [["get_project", { project_id: "alpha", tracker_id: "Support" }]],
    finds: /Environment[^\n]*Development/,
    requests: 12,
  },
  {
    task: "What is in the meeting notes of issue 62?",
    calls: [
      ["get_issue_details", { issue_id: 62, notes: 0 }],
      ["get_attachment", { attachment_id: 1 }],
    ],
    finds: /Second line/,
    requests: 5,
  },
  { task: "What is new in Alpha?", calls: [["list_news", { project_id: "alpha" }]], finds: /News item 3/, requests: 2 },
  {
    task: "Give issue 10 to Dan and tell him why",
    calls: [["update_issue", { issue_id: "#10", assignee: "dan", comment: vacation }]],
    finds: /Dan Duarte[\s\S]*Note #\d+ added/,
    requests: 6,
  },
  {
    task: "Six issues become urgent",
    calls: [["update_issue", { issue_id: 20, more_issue_ids: six, priority: "Urgent" }]],
    finds: /^6 of 6 issues were changed/,
    requests: 26,
  },
  {
    task: "Move issue 12 to version 2.0, due in two weeks",
    calls: [["update_issue", { issue_id: 12, fixed_version: "2.0", start_date: "today", due: "+14d" }]],
    finds: /Version: [\s\S]*Due: none → 20\d\d-/,
    requests: 10,
  },
  {
    task: "A new feature with three subtasks",
    calls: [
      [
        "create_issue",
        {
          project: "alpha",
          tracker: "Feature",
          title: "Export as PDF",
          subtasks: [{ subject: "Layout" }, { subject: "Fonts", assignee: "dan" }, { subject: "Tests" }],
        },
      ],
    ],
    finds: /3 of 3 subtasks were created/,
    requests: 24,
  },
  {
    task: "Book two entries of a day",
    calls: [
      [
        "log_time",
        {
          issue_id: 61,
          hours: "1:30",
          activity: "Development",
          comments: "Heap dump",
          more: [{ issue: 62, hours: 2 }],
        },
      ],
    ],
    finds: /^2 of 2 time entries were logged[\s\S]*Heap dump/,
    requests: 12,
  },
  {
    task: "Watch issue 12",
    calls: [["change_watchers", { issue_id: 12, add: ["me"] }]],
    finds: /Watchers: .*Alice Archer/,
    requests: 4,
  },
  {
    task: "Issue 20 blocks issue 21",
    calls: [["relate_issues", { issue_id: 20, relation: "blocks", other_issue_id: "#21" }]],
    finds: /^The relation of issue #20 to #21 was changed[\s\S]*blocks/,
    requests: 4,
  },
  {
    task: "Correct a cell of a wiki page",
    calls: [
      [
        "save_wiki_page",
        { project_id: "alpha", title: "Troubleshooting", old_text: "index", new_text: "add an index" },
      ],
    ],
    finds: /Saved as version 2/,
    requests: 6,
  },
  {
    task: "Attach a log to issue 61",
    calls: [["upload_file", { filename: "dump.log", text: "heap 512 MB", issue_id: 61, notes: "The dump" }]],
    finds: /^Attached to issue #61[\s\S]*dump\.log/,
    requests: 6,
  },
  {
    task: "Plan version 2.1 for June",
    calls: [["save_version", { project_id: "alpha", name: "2.1", due_date: "2026-06-30" }]],
    finds: /was created\.[\s\S]*2\.1 .*due 2026-06-30/,
    requests: 4,
  },
  {
    task: "Try to close the epic, and say why it does not work",
    calls: [["update_issue", { issue_id: 63, status: "Closed" }]],
    finds: /may not set it to Closed[\s\S]*while subtasks are open/,
    requests: 5,
  },
];
