import { beforeEach, describe, expect, test } from "vitest";
import { alice, type Shown, shown, textOf, withHost } from "./shown.ts";

withHost();

describe("board", () => {
  const columnOf = (view: Shown, id: number) =>
    view.frame.locator(`#card-${id}`).locator("xpath=ancestor::section").getAttribute("aria-label");
  let issue: number;

  beforeEach(async () => {
    const args = { project_id: "alpha", tracker_id: "Bug", subject: "Movable", priority_id: "Immediate" };
    const { text } = await alice.call("create_issue", args);
    issue = Number(/#(\d+)/.exec(text)?.[1]);
  });

  test("moves a card by keyboard alone, and Redmine has it", async () => {
    const view = await shown("board", { project_id: "alpha" });
    const before = await columnOf(view, issue);
    await view.frame.locator(`[aria-label="Move #${issue}"]`).press("Enter");
    const select = view.frame.locator(`[aria-label="Move #${issue} to"]`);
    await select.waitFor();
    await select.press("Tab");
    await view.page.keyboard.press("Enter");
    await view.frame.getByText(`#${issue} is in`).waitFor();
    const after = await columnOf(view, issue);
    expect(after).not.toBe(before);
    expect((await alice.call("get_issue_details", { issue_id: issue })).text).toContain(`${after}`);
    await view.close();
  });

  test("moves a card by dragging, only to a column that its status may go to", async () => {
    const view = await shown("board", { project_id: "alpha" }, { width: 1_280 });
    const { text } = await alice.call("view_data", { view: "issue", args: { issue_id: issue, brief: true } });
    const { allowed, columns } = JSON.parse(text) as {
      allowed: { id: number; name: string }[];
      columns: { status: number };
    }; // issueData's own answer
    const target = allowed.find(({ id }) => id !== columns.status);
    const at = (id: number | undefined) => view.frame.locator(`section[data-column="${id}"]`);
    await view.frame
      .locator(`#card-${issue}`)
      .dispatchEvent("dragstart", { dataTransfer: await view.frame.evaluateHandle("new DataTransfer()") });
    await view.frame.locator(".column.can").first().waitFor();
    const open = await view.frame
      .locator(".column.can")
      .evaluateAll((all) => all.map((each) => Number(each.getAttribute("data-column"))));
    expect(open.sort()).toEqual(
      allowed
        .map(({ id }) => id)
        .filter((id) => id !== columns.status)
        .sort(),
    );
    const transfer = await view.frame.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.setData("text/plain", "${issue}"); return data; })()`,
    );
    await at(target?.id).dispatchEvent("drop", { dataTransfer: transfer });
    await view.frame.getByText(`#${issue} is in ${target?.name}.`).waitFor();
    await view.close();
  });

  test("puts a card back with the reason when Redmine refuses or ignores the move", async () => {
    let isRefused = false;
    const view = await shown(
      "board",
      { project_id: "alpha" },
      {
        answer: (name) => {
          if (name !== "update_issue") return undefined;
          isRefused = true;
          return { content: [{ type: "text", text: "Redmine ignored the status: the workflow does not allow it." }] };
        },
      },
    );
    const before = await columnOf(view, issue);
    await view.frame.locator(`[aria-label="Move #${issue}"]`).click();
    await view.frame.locator(`#card-${issue} >> text=Move here`).click();
    await view.frame.getByText("was not moved. Redmine ignored the status").waitFor();
    expect([isRefused, await columnOf(view, issue)]).toEqual([true, before]);
    await view.close();
  });

  test("shows the first cards of 500 and how many more there are", async () => {
    const issues = Array.from({ length: 500 }, (_, at) => ({
      id: at + 1,
      subject: `Issue ${at}`,
      url: "x",
      column: (at % 3) + 1,
      priority: "Normal",
      done: 0,
      isClosed: false,
    }));
    const board = {
      groupBy: "status",
      mayWrite: true,
      total: 900,
      columns: [1, 2, 3].map((id) => ({ id, name: `S${id}` })),
      issues,
    };
    const view = await shown(
      "board",
      {},
      { answer: () => ({ content: [{ type: "text", text: JSON.stringify(board) }] }) },
    );
    expect(await textOf(view)).toContain("The first 500 of 900 issues.");
    expect(await view.frame.locator(".card").count()).toBe(45);
    await view.frame.getByText("more").first().click();
    expect(await view.frame.locator(".card").count()).toBeGreaterThan(150);
    await view.close();
  });
});

describe("time", () => {
  test("adds up by person and issue, and gives the rows as CSV without formulas", async () => {
    const entries = [
      { day: "2026-03-01", hours: 1.5, user: "Ann", activity: "Dev", project: "P", issue: "#1", comment: "=1+1" },
      { day: "2026-03-02", hours: 2, user: "Bob", activity: "Dev", project: "P" },
    ];
    const view = await shown(
      "time",
      {},
      { locale: "de", answer: () => ({ content: [{ type: "text", text: JSON.stringify({ total: 2, entries }) }] }) },
    );
    expect(await textOf(view)).toContain("3,5 h");
    await view.frame.getByText("Download CSV").click();
    await expect.poll(() => view.downloads.length).toBe(1);
    const [{ resource }] = view.downloads as [{ resource: { text: string } }]; // what the view sent
    expect(resource.text).toBe(
      "\ufeffDate,Hours,Person,Activity,Project,Issue,Comment\r\n2026-03-01,1.5,Ann,Dev,P,#1,'=1+1\r\n2026-03-02,2,Bob,Dev,P,,",
    );
    await view.close();
  });
});
