/** A call of a tool as a client writes it, to be sent by hand. */
export function toolCall(name: string, args: object, meta?: object) {
  return {
    jsonrpc: "2.0",
    id: 7,
    method: "tools/call",
    params: { name, arguments: args, ...(meta && { _meta: meta }) },
  };
}

/** One message to our MCP endpoint without a client between, for its headers and the form of its answer. */
export function postMcp(
  mcpUrl: string,
  token: string | undefined,
  body: unknown,
  { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  return fetch(mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}
