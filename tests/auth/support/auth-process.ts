// A process of its own with a server on a store that others use too. Its parent sends an order and gets one answer.
import { EventEmitter, once } from "node:events";
import { openStore } from "../../../src/store/open.ts";
import { type Edge, startEdge } from "./edge.ts";

export type Order =
  /** `aheadMs`: how far this process's clock is ahead; with `holdRenewals` it says "renewing" and waits for "renew". */
  | { open: string; aheadMs: number; holdRenewals: boolean }
  /** The same form again and again, all at once. */
  | { path: string; form: Record<string, string>; times: number }
  | { bearer: string; times: number }
  | "redmine"
  | "close";

export interface Answered {
  status: number;
  body: string;
}

if (!process.send) throw new Error("started by processes.test.ts");
const send = process.send.bind(process);
const go = new EventEmitter();
let edge: Edge;

async function obey(order: Order): Promise<unknown> {
  if (order === "close") return edge.stop();
  if (order === "redmine") return { renewals: edge.redmine.renewals, revoked: edge.redmine.revoked };
  if ("open" in order) {
    edge = await startEdge({ store: await openStore(order.open), now: () => Date.now() + order.aheadMs });
    if (order.holdRenewals) {
      edge.redmine.beforeRenewal = () => {
        send("renewing");
        return once(go, "renew");
      };
    }
    return undefined;
  }
  const ask = () =>
    "bearer" in order
      ? edge.postJson(
          "/mcp",
          { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "x" } },
          { authorization: `Bearer ${order.bearer}` },
        )
      : edge.post(order.path, order.form);
  const answers = await Promise.all(Array.from({ length: order.times }, ask));
  return Promise.all(answers.map(async (each) => ({ status: each.status, body: await each.text() })));
}

process.on("message", async (order: Order | "renew") => {
  if (order === "renew") go.emit("renew");
  else send({ answer: await obey(order) });
});
process.on("disconnect", () => process.exit());
send({ answer: "ready" });
