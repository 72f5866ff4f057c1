import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

/** Chromium or Chrome of the system, headless; CHROMIUM names another. */
export async function launchChromium(): Promise<Browser> {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : places;
  const executablePath = candidates.find((place) => existsSync(place));
  if (!executablePath) {
    throw new Error(`no Chromium at ${candidates.join(", ")}: apt-get install chromium, or name one with CHROMIUM`);
  }
  // root in a container has no user namespaces for the sandbox, and nothing but our own pages is opened
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A context that waits as long as a busy machine needs: Chromium shares two cores with servers and a Redmine. */
export async function newContext(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(90_000);
  return context;
}
