import { build } from "esbuild";

/** The official bridge (MCP Apps) as one script for a page: the test's page is the host, the view a sandboxed frame in it. */
export async function hostScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    format: "iife",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

// `callTool`, `openedLink` and `downloaded` are functions of the test
const source = `
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

globalThis.mount = async ({ html, args, result, context, capabilities }) => {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.title = "view";
  frame.style = "width:100%;height:5000px;border:0";
  const csp = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'none'";
  frame.srcdoc = html.replace("<head>", '<head><meta http-equiv="Content-Security-Policy" content="' + csp + '">');
  document.body.replaceChildren(frame);
  const bridge = new AppBridge(null, { name: "test-host", version: "1.0.0" }, capabilities, { hostContext: context });
  globalThis.bridge = bridge;
  bridge.oncalltool = (params) => globalThis.callTool(params);
  bridge.onopenlink = async ({ url }) => { await globalThis.openedLink(url); return {}; };
  bridge.ondownloadfile = async ({ contents }) => { await globalThis.downloaded(contents); return {}; };
  bridge.onsizechange = ({ height }) => { globalThis.height = height; };
  const ready = new Promise((resolve) => { bridge.oninitialized = resolve; });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  await ready;
  if (args === null) { await bridge.sendToolCancelled({ reason: "by the test" }); return; }
  await bridge.sendToolInput({ arguments: args });
  if (result) await bridge.sendToolResult(result);
};
`;
