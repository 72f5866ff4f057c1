import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
