import { launch, signedIn, strangers, type Target } from "./attacks.ts";

// A process of its own, so that what it does takes no time of whoever measures.

process.on("message", async ({ name, target, lastsMs }: { name: string; target: Target; lastsMs: number }) => {
  const attack = strangers[name] ?? signedIn[name];
  if (!attack) throw new Error(`no attack ${name}`);
  const sockets = await launch(attack, target);
  process.send?.("launched");
  setTimeout(() => {
    for (const socket of sockets) socket.destroy();
    process.send?.("over");
  }, lastsMs);
});
process.on("disconnect", () => process.exit());
