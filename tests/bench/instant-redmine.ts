import { fork } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import { pinned } from "./pinned.ts";

const person = z.object({ login: z.string(), password: z.string(), apiKey: z.string() });
const started = z.object({
  url: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  people: z.record(z.string(), person),
});

/** What a server is measured in front of. */
export interface Target extends z.infer<typeof started> {
  name: string;
  stop(): Promise<void>;
}

/** The sample Redmine in a process of its own, whose second answer to the same question costs it nothing. */
export async function startInstantRedmine(): Promise<Target> {
  const child = fork(new URL("instant-redmine-child.ts", import.meta.url), [], { execArgv: [] });
  if (child.pid !== undefined) pinned(child.pid, "others");
  const ended = once(child, "exit");
  const [message] = await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("no sample"))),
  ]);

  return {
    name: "instant upstream",
    ...started.parse(message),
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
