import { untidy } from "./seed.ts";

export async function fresh(more: object = {}): Promise<number> {
  const issue = { project_id: "uebung", tracker_id: await trackerId("Fehler"), subject: "Neu", ...more };
  const answer = await untidy.send("dieter", "POST", "/issues.json", { issue });
  return ((await answer.json()) as { issue: { id: number } }).issue.id;
}

export async function trackerId(name: string): Promise<number> {
  const { trackers } = await untidy.ask("dieter", "/trackers.json");
  return trackers.find((tracker: { name: string }) => tracker.name === name).id;
}
