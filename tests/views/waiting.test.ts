import { describe, expect, test } from "vitest";
import { viewNames } from "../../src/views/pages.ts";
import { shown, textOf, withHost } from "./shown.ts";

withHost();

const args = { issue_id: 61, project_id: "alpha" }; // each view takes its own
const never = new Promise<object>(() => {});

describe("a slow Redmine", () => {
  test.each(viewNames)("%s turns a wheel, says so after six seconds, and can be told to stop waiting", async (name) => {
    let isSlow = true;
    const view = await shown(name, args, {
      wait: false,
      hasClock: true,
      answer: (_, asked) => {
        if (!isSlow) return undefined;
        expect(asked).toMatchObject({ view: name });
        return never;
      },
    });
    const stop = view.frame.getByRole("button", { name: "Stop waiting" });
    await view.frame.locator("#root[aria-busy=true]").waitFor({ state: "attached" });
    expect(await textOf(view)).toContain("Loading…");
    expect(await stop.isVisible()).toBe(false);
    const wheel = await view.frame.evaluate("getComputedStyle(document.getElementById('status'), '::before').content");
    expect(wheel).toBe('""');

    await view.page.clock.fastForward(6_000);
    await view.frame.getByText("Redmine is slow. Still waiting…").waitFor();
    await stop.press("Enter");
    await view.frame.getByText("You stopped waiting.").waitFor();
    expect(await stop.isVisible()).toBe(false);

    isSlow = false;
    await view.frame.getByRole("button", { name: "Try again" }).press("Enter");
    await view.frame.locator("h1").waitFor();
    await view.close();
  });

  test("a change that is on its way cannot be given up", async () => {
    const view = await shown(
      "issue",
      { issue_id: 61 },
      { hasClock: true, answer: (name) => (name === "update_issue" ? never : undefined) },
    );
    await view.frame.locator("summary").first().click();
    await view.frame.fill("#new-note", "On its way.");
    await view.frame.click("#save");
    await view.page.clock.fastForward(6_000);
    await view.frame.getByText("Redmine is slow. Still waiting…").waitFor();
    expect(await view.frame.getByRole("button", { name: "Stop waiting" }).isVisible()).toBe(false);
    await view.close();
  });
});

describe("a sign-in that ended", () => {
  test("puts a card back, says what to do, and goes on after the next sign-in", async () => {
    let isSignedIn = true;
    const view = await shown(
      "board",
      { project_id: "alpha" },
      {
        answer: () => {
          if (!isSignedIn) throw new Error("Unauthorized"); // what a host's client throws at 401
          return undefined;
        },
      },
    );
    const card = view.frame.locator(".card").first();
    const id = await card.getAttribute("id");
    const column = () => view.frame.locator(`#${id}`).locator("xpath=ancestor::section").getAttribute("data-column");
    const before = await column();
    await card.getByRole("button", { name: /^Move/ }).click();
    await card.getByText("Move here").waitFor();
    isSignedIn = false;
    await card.getByText("Move here").click();
    await view.frame.getByText(/was not moved\..*\(Unauthorized\)\. If you were signed out, sign in again/).waitFor();
    expect(await column()).toBe(before);

    isSignedIn = true;
    await view.frame.locator(`#${id}`).getByRole("button", { name: /^Move/ }).click();
    await view.frame.locator(`#${id}`).getByText("Move here").click();
    await view.frame.getByText(/^#\d+ is in /).waitFor();
    await view.close();
  });

  test.each(viewNames)("%s says so instead of its data, and loads after the next one", async (name) => {
    let isSignedIn = false;
    const view = await shown(name, args, {
      answer: () => {
        if (!isSignedIn) throw new Error("Unauthorized");
        return undefined;
      },
    });
    expect(await view.frame.getByRole("alert").innerText()).toContain("sign in again");
    isSignedIn = true;
    await view.frame.getByRole("button", { name: "Try again" }).click();
    await view.frame.locator("h1").waitFor();
    await view.close();
  });
});

describe("drawings", () => {
  test.each([
    ["roadmap", 320],
    ["time", 320],
    ["roadmap", 1_280],
    ["time", 1_280],
  ] as const)("%s at %d pixels: words are readable, apart from each other and inside", async (name, width) => {
    const view = await shown(name, name === "time" ? {} : args, { width });
    for (const summary of await view.frame.locator("li > details > summary").all()) await summary.click();
    await view.frame.locator("svg[role=img]").first().waitFor();
    const faults = await view.frame.evaluate(`[...document.querySelectorAll("svg[role=img]")].flatMap((drawing) => {
      const place = drawing.getBoundingClientRect();
      const words = [...drawing.querySelectorAll("text")].map((each) => [each.textContent, each.getBoundingClientRect()]);
      const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
      return words.flatMap(([text, box], at) => [
        box.height < 12 && "small: " + text,
        (box.left < place.left - 1 || box.right > place.right + 1 || box.bottom > place.bottom + 1) && "outside: " + text,
        ...words.slice(at + 1).map(([other, its]) => meet(box, its) && text + " on " + other),
      ].filter(Boolean));
    })`);
    expect(faults).toEqual([]);
    await view.close();
  });

  test("are drawn again when the place grows", async () => {
    const view = await shown("time", {}, { width: 320 });
    const widthOf = async () => (await view.frame.locator("svg[role=img]").boundingBox())?.width ?? 0;
    await expect.poll(widthOf).toBeLessThan(320);
    await view.page.setViewportSize({ width: 900, height: 900 });
    await expect.poll(widthOf).toBeGreaterThan(800);
    await view.close();
  });
});
