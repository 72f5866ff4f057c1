import { expect } from "vitest";
import type { CallContext, Tool } from "../../src/tools/tool.ts";
import { withoutMarks } from "./person.ts";

export type Who = "alice" | "bob" | "carol";

/** The seeded data on the sample or on a real Redmine, for its manager (Alice), a reporter (Bob) and an outsider (Carol). */
export interface SeededRedmine {
  /** Redmine 5.0 and older let people watch what they cannot see. */
  takesAnyWatcher: boolean;
  contextOf(who: Who): CallContext;
  /** What Redmine itself has, asked as its administrator. */
  ask(path: string): Promise<unknown>;
  /** Makes a record as its administrator, and gives its id. */
  create(path: string, json: object): Promise<number>;
  /** How many requests the contexts' clients have sent. */
  sent(): number;
  /** Deletes what a test made, as its administrator. */
  remove(path: string): Promise<void>;
}

/** Each test asks for it anew: it is made before the tests run, after they are declared. */
export type Redmine = () => SeededRedmine;

export function callsTo(redmine: Redmine) {
  const call = async (who: Who, tool: Tool, args: object) => {
    const { text, content, isError, outcome } = await tool.call(args, redmine().contextOf(who));
    return { text: withoutMarks(text.replace(/redmine-[0-9a-f]{8}/g, "redmine")), content, isError, outcome };
  };

  return {
    call,
    said: async (who: Who, tool: Tool, args: object) => {
      const { text, isError } = await call(who, tool, args);
      expect(isError && text).toBe(false);
      return text;
    },
    refusal: async (who: Who, tool: Tool, args: object) => {
      const { text, isError } = await call(who, tool, args);
      expect(isError).toBe(true);
      return text;
    },
  };
}
