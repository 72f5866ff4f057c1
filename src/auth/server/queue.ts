import pLimit from "p-limit";

const atOnce = 4; // each costs Redmine 0.2 s of one core, and must not take the connections of those who are signed in
const inLine = 60; // with which the last waits about 3 s

/** What strangers can make this server ask of Redmine: little at once. `busy` without waiting where the line is too long. */
export function strangersQueue() {
  const limit = pLimit(atOnce);

  return <T>(work: () => Promise<T>): Promise<T> | "busy" => (limit.pendingCount >= inLine ? "busy" : limit(work));
}
