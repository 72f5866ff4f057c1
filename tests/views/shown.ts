import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type ViewName, viewPage } from "../../src/views/pages.ts";
import { launchChromium } from "../support/chromium.ts";
import { type SignedIn, signIn } from "../support/mcp-client.ts";
import { startWorld, type World } from "../support/world.ts";
import { hostScript } from "./host.ts";
import { openView, type Shown, type ViewOptions } from "./open-view.ts";

export { backgrounds, type Shown, textOf } from "./open-view.ts";
export const screenshots = process.env.VIEW_SCREENSHOTS; // a folder to look at

let world: World;
export let alice: SignedIn;
let chromium: Browser;
let bridge: string;

/** A server with views, somebody signed in, and a browser with the official bridge as the views' host. */
export function withHost(): void {
  beforeAll(async () => {
    world = await startWorld({ settings: { TOOLSETS: "all,views" } });
    alice = await signIn(world.mcpUrl, world.people.alice);
    chromium = await launchChromium();
    bridge = await hostScript();
  });
  afterAll(async () => {
    await chromium?.close();
    await world?.stop();
  });
}

interface Options extends Partial<ViewOptions> {
  /** Answers in the server's place. */
  answer?: (name: string, args: Record<string, unknown>) => object | undefined | Promise<object>;
}

export async function shown(view: ViewName, args: object | null, options: Options = {}): Promise<Shown> {
  const made = await openView(chromium, bridge, {
    html: viewPage(view),
    args,
    callTool: async (params) =>
      (await options.answer?.(params.name, params.arguments)) ?? (await alice.client.callTool(params)),
    ...options,
  });
  if (screenshots) {
    const { width = 800, theme = "light", locale = "en" } = options;
    mkdirSync(screenshots, { recursive: true });
    await made.page.screenshot({ path: `${screenshots}/${view}-${width}-${theme}-${locale}.png` });
  }
  return made;
}
