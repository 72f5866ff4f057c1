import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, headless; CHROMIUM names another. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`these tests look at pages in Chromium: apt-get install chromium (${executablePath} is not there)`);
  }
  // root in a container has no user namespaces for the sandbox, and nothing but our own pages is opened
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
