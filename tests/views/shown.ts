import { mkdirSync } from "node:fs";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type ViewName, viewPage } from "../../src/views/pages.ts";
import { launchChromium } from "../support/chromium.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";
import { hostScript } from "./host.ts";

/** Of the host behind the view. */
export const backgrounds = { light: "#ffffff", dark: "#1c1f24" };
export const screenshots = process.env.VIEW_SCREENSHOTS; // a folder to look at

let world: World;
export let alice: SignedIn;
let chromium: Browser;
let bridge: string;

/** A server with views, somebody signed in, and a browser with the official bridge as the views' host. */
export function withHost(): void {
  beforeAll(async () => {
    world = await startWorld({ settings: { TOOLSETS: "all" } });
    alice = await signIn(world.mcpUrl, world.people.alice);
    chromium = await launchChromium();
    bridge = await hostScript();
  });
  afterAll(async () => {
    await chromium?.close();
    await world?.stop();
  });
}

export interface Shown {
  page: Page;
  frame: Frame;
  calls: { name: string; arguments: Record<string, unknown> }[];
  opened: string[];
  downloads: unknown[];
  close(): Promise<void>;
}

interface Options {
  width?: number;
  theme?: "light" | "dark";
  result?: object;
  /** Answers in the server's place. */
  answer?: (name: string, args: Record<string, unknown>) => object | undefined | Promise<object>;
  locale?: string;
  wait?: boolean;
}

export async function shown(view: ViewName, args: object | null, options: Options = {}): Promise<Shown> {
  const { width = 800, theme = "light", locale = "en", wait = true } = options;
  const context = await chromium.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
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
  await page.exposeFunction("callTool", async (params: { name: string; arguments: Record<string, unknown> }) => {
    made.calls.push(params);
    return (await options.answer?.(params.name, params.arguments)) ?? (await alice.client.callTool(params));
  });
  await page.exposeFunction("openedLink", (url: string) => void made.opened.push(url));
  await page.exposeFunction("downloaded", (contents: unknown[]) => void made.downloads.push(...contents));
  await page.setContent(
    `<!doctype html><html lang="en"><title>Host</title><body style="margin:0;background:${backgrounds[theme]}"></body></html>`,
  );
  await page.addScriptTag({ content: bridge });
  const mounting = {
    html: viewPage(view),
    args,
    ...(options.result && { result: options.result }),
    context: { theme, locale, timeZone: "Europe/Berlin" },
    capabilities: { serverTools: {}, openLinks: {}, downloadFile: {} },
  };
  await page.evaluate(`mount(${JSON.stringify(mounting)})`);
  const frame = page.frames()[1];
  if (!frame) throw new Error("no view");
  made.frame = frame;
  if (wait) await frame.waitForSelector("#root > *");
  if (screenshots) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}/${view}-${width}-${theme}-${locale}.png` });
  }
  return made;
}

export const textOf = ({ frame }: Shown) => frame.locator("body").innerText();
