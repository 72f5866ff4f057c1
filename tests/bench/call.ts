import { type Ask, ask } from "./http.ts";

export type Era = "2025-11-25" | "2026-07-28";

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** A tool call as either version of MCP sends it. */
export function toolCall(base: string, access: string, era: Era, name: string, args: object): Ask {
  return rpc(base, access, era, "tools/call", { name, arguments: args });
}

export function rpc(base: string, access: string, era: Era, method: string, params: Record<string, unknown> = {}): Ask {
  const modern = era === "2026-07-28";
  const name = typeof params.name === "string" ? { "mcp-name": params.name } : {};
  return {
    method: "POST",
    url: `${base}/mcp`,
    headers: {
      authorization: `Bearer ${access}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": era,
      ...(modern && { "mcp-method": method, ...name }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: modern ? { ...params, _meta: modernMeta } : params }),
  };
}

/** The result of a call that must succeed. */
export async function resultOf(call: Ask): Promise<Record<string, unknown>> {
  const { status, body } = await ask(call);
  const text = /^data: (.*)$/m.exec(body)?.[1] ?? body;
  const { result } = JSON.parse(text);
  if (status !== 200 || !result || result.isError) throw new Error(`HTTP ${status}: ${body.slice(0, 500)}`);
  return result;
}
