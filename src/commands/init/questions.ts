import type { Setting } from "../../config/setting.ts";
import { reasonIn } from "../../config/values.ts";
import type { Dialogue } from "./dialogue.ts";

/** Asks until the answer is one that the setting takes. `given`: what an empty answer stands for. */
export async function askSetting(dialogue: Dialogue, row: Setting, question: string, given?: string): Promise<string> {
  const hidden = row.secret === "whole";
  const shown = given ? `${question} [${hidden ? "keep the present one" : given}]` : question;

  for (;;) {
    const text = (await dialogue.ask(shown, { hidden })) || given || "";
    const parsed = row.value.safeParse(text);
    if (text !== "" && parsed.success) return text;
    dialogue.say(`  It must be ${row.right}${text === "" ? "" : reasonIn(parsed.error)}.\n`);
  }
}

export async function askYes(dialogue: Dialogue, question: string): Promise<boolean> {
  const answer = await dialogue.ask(`${question}? (y/N)`);
  return /^y(es)?$/i.test(answer);
}
