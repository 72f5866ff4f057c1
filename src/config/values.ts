import { z } from "zod";
import { nearMatch } from "../did-you-mean.ts";
import { Secret } from "../secret.ts";
import { shown } from "./redact.ts";
import { pluginToolsets, type Toolset, toolsets } from "./toolsets.ts";

/** Reads a text or refuses it with a reason, which the person who wrote it will see: no reason may quote a secret. */
export function reader<T>(read: (text: string, refuse: (reason: string) => never) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return read(text, (reason) => {
        throw new Refusal(reason);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      context.addIssue({ code: "custom", message: error.message, params: { reason: error.message } });
      return z.NEVER;
    }
  });
}

/** The reader's reason, as it goes on after a sentence; zod's own words are for programmers. */
export function reasonIn(error: z.ZodError | undefined): string {
  const issue = error?.issues.find(({ code }) => code === "custom");
  const reason = issue?.code === "custom" ? issue.params?.reason : undefined;
  if (typeof reason !== "string" || reason === "") return "";
  return reason.startsWith("(") ? ` ${reason}` : `; ${reason}`;
}

class Refusal extends Error {}

export const oneWord = z.string().regex(/^[\x21-\x7e]+$/);

export const secretWord = oneWord.transform((text) => new Secret(text)); // travels in a header, so nothing but ASCII

export const onOff = z.stringbool();

export const hostToListenOn = z
  .string()
  .regex(/^(\[[\da-f:.]+\]|[\w.:%-]+)$/i)
  .transform((text) => text.replace(/^\[(.*)\]$/, "$1"));

/** A whole number from `lowest` to `highest`, both allowed. */
export function wholeNumber(lowest: number, highest: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(lowest).max(highest));
}

/** One of the words, in upper or lower case. */
export function oneOf<const W extends string>(...words: W[]): z.ZodType<W, string> {
  return reader((text, refuse) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    return word ?? refuse(didYouMean(text, words));
  });
}

export const toolsetList = reader<readonly Toolset[]>((text, refuse) => {
  const words = listed(text.toLowerCase());
  const unknown = words.find((word) => word !== "all" && !isToolset(word));
  if (unknown !== undefined) {
    refuse(
      `there is no toolset ${shown(unknown)} ${didYouMean(unknown, [...toolsets, ...pluginToolsets, "all"])}`.trimEnd(),
    );
  }

  const named = words.filter(isToolset);
  return words.includes("all") ? [...new Set([...toolsets, ...named])] : named;
});

/** Whether there are such tools is for the tools to say. */
export const toolNames = reader<readonly string[]>((text, refuse) => {
  const words = listed(text);
  const odd = words.find((word) => !/^[a-z_]{1,64}$/.test(word));
  if (odd !== undefined) refuse(`${shown(odd)} is not the name of a tool`);
  return words;
});

export const filePath = z.string().min(1).max(4_096);

export const scopeList = reader<readonly string[]>((text, refuse) => {
  const words = listed(text);
  if (words.includes("admin"))
    refuse("“admin” would give this server an administrator's rights; it is never asked for");
  const odd = words.find((word) => !/^[a-z_]+$/.test(word));
  if (odd !== undefined) refuse(`${shown(odd)} is not the name of a permission`);

  return words;
});

/** The words of a comma or space separated list, each once. */
export function listed(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ""))];
}

function isToolset(word: string): word is Toolset {
  return [...toolsets, ...pluginToolsets].some((toolset) => toolset === word);
}

function didYouMean(word: string, words: Iterable<string>): string {
  const near = nearMatch(word, words);
  return near === undefined ? "" : `(did you mean ${near}?)`;
}
