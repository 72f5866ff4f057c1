import type { Browser, Frame, Page } from "playwright-core";
import { newContext } from "../support/chromium.ts";

/** Of the host behind the view. */
export const backgrounds = { light: "#ffffff", dark: "#1c1f24" };

type Arguments = Record<string, unknown>;

/** A view mounted in its host. */
export interface Shown {
  page: Page;
  frame: Frame;
  calls: { name: string; arguments: Arguments }[];
  opened: string[];
  downloads: unknown[];
  close(): Promise<void>;
}

export interface ViewOptions {
  html: string;
  /** Of the model's call; null: it was cancelled. */
  args: object | null;
  /** Answers the view's calls of tools. */
  callTool: (params: { name: string; arguments: Arguments }) => Promise<object>;
  width?: number;
  /** Pixels of the picture for each of the page. */
  scale?: number;
  theme?: "light" | "dark";
  /** Of the model's call. */
  result?: object;
  locale?: string;
  /** Time stands still until the test moves it. */
  hasClock?: boolean;
  /** Until the view shows something. */
  wait?: boolean;
}

/** Mounts a page of `viewPage` in the official bridge's host (`bridge`: host.ts). */
export async function openView(chromium: Browser, bridge: string, options: ViewOptions): Promise<Shown> {
  const { width = 800, theme = "light", locale = "en", wait = true } = options;
  const page = await freePage(chromium, options);
  const close = async () => {
    hosted.delete(page);
    await page.goto("about:blank");
    pagesLike(chromium, options).push(page);
  };
  const made: Shown = { page, frame: page.mainFrame(), calls: [], opened: [], downloads: [], close };
  hosted.set(page, { made, options });
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.setContent(
    `<!doctype html><html lang="en"><title>Host</title><body style="margin:0;background:${backgrounds[theme]}"></body></html>`,
  );
  await page.addScriptTag({ content: bridge });
  const mounting = {
    html: options.html,
    args: options.args,
    ...(options.result && { result: options.result }),
    context: { theme, locale, timeZone: "Europe/Berlin" },
    capabilities: { serverTools: {}, openLinks: {}, downloadFile: {} },
  };
  await page.evaluate(`mount(${JSON.stringify(mounting)})`);
  const frame = page.frames()[1];
  if (!frame) throw new Error("no view");
  made.frame = frame;
  if (wait) await frame.waitForSelector("#root > *");
  return made;
}

/** What a page shows now. */
const hosted = new WeakMap<Page, { made: Shown; options: ViewOptions }>();
/** Pages that show nothing, by what is fixed when a page is made. A new page is a new process: it takes longer than most tests. */
const free = new WeakMap<Browser, Map<string, Page[]>>();

function pagesLike(chromium: Browser, { scale, hasClock }: ViewOptions): Page[] {
  const kinds = free.get(chromium) ?? new Map<string, Page[]>();
  free.set(chromium, kinds);
  const kind = `${scale} ${hasClock}`;
  const pages = kinds.get(kind) ?? [];
  kinds.set(kind, pages);
  return pages;
}

async function freePage(chromium: Browser, options: ViewOptions): Promise<Page> {
  const kept = pagesLike(chromium, options).pop();
  if (kept) return kept;

  const context = await newContext(chromium, options.scale ? { deviceScaleFactor: options.scale } : {});
  const page = await context.newPage();
  if (options.hasClock) await page.clock.install();
  await page.exposeFunction("callTool", async (params: { name: string; arguments: Arguments }) => {
    const now = hosted.get(page);
    now?.made.calls.push(params);
    return await now?.options.callTool(params);
  });
  await page.exposeFunction("openedLink", (url: string) => void hosted.get(page)?.made.opened.push(url));
  await page.exposeFunction(
    "downloaded",
    (contents: unknown[]) => void hosted.get(page)?.made.downloads.push(...contents),
  );
  return page;
}

export const textOf = ({ frame }: Shown) => frame.locator("body").innerText();
