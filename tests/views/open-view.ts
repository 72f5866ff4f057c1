import type { Browser, Frame, Page } from "playwright-core";

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
  const context = await chromium.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
    ...(options.scale && { deviceScaleFactor: options.scale }),
  });
  const page = await context.newPage();
  const made: Shown = {
    page,
    frame: page.mainFrame(),
    calls: [],
    opened: [],
    downloads: [],
    close: () => context.close(),
  };
  if (options.hasClock) await page.clock.install();
  await page.exposeFunction("callTool", async (params: { name: string; arguments: Arguments }) => {
    made.calls.push(params);
    return await options.callTool(params);
  });
  await page.exposeFunction("openedLink", (url: string) => void made.opened.push(url));
  await page.exposeFunction("downloaded", (contents: unknown[]) => void made.downloads.push(...contents));
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

export const textOf = ({ frame }: Shown) => frame.locator("body").innerText();
