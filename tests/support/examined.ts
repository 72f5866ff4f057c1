import { shownFinding } from "../../src/commands/doctor/finding.ts";
import { everything } from "../../src/commands/doctor.ts";
import { emptyDirectory } from "./run-command.ts";

/** What doctor says under these settings, and its lines of what is wrong. */
export async function examined(settings: Record<string, string>, cwd = emptyDirectory()) {
  let text = "";
  for await (const findings of everything({ argv: [], env: { HOME: cwd, ...settings }, cwd })) {
    for (const finding of findings) text += shownFinding(finding);
  }
  return { text, wrong: text.split("\n").filter((line) => line.startsWith("error")) };
}
