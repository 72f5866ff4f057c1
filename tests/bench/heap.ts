import { once } from "node:events";
import { z } from "zod";

const usage = z.object({ id: z.literal(2), result: z.object({ usedSize: z.number() }) });

/** Collects garbage in the process behind this inspector, and says what is left of its heap. */
export async function heapAfterGcMb(inspector: string): Promise<number> {
  const socket = new WebSocket(inspector);
  await once(socket, "open");
  const answered = new Promise<number>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const parsed = usage.safeParse(JSON.parse(String(data)));
      if (parsed.success) resolve(parsed.data.result.usedSize / 1024 / 1024);
    });
  });
  socket.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
  socket.send(JSON.stringify({ id: 2, method: "Runtime.getHeapUsage" }));
  const used = await answered;
  socket.close();
  return used;
}
