import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type ViewName, viewPage } from "../src/views/pages.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { startDemo } from "../tests/support/demo-process.ts";
import { type SignedIn, signIn } from "../tests/support/mcp-client.ts";
import { hostScript } from "../tests/views/host.ts";
import { openView, type Shown } from "../tests/views/open-view.ts";

// Takes the pictures in docs/images from a running demo: the consent page, the four views in the official host, and a
// client at work. The client is the host of our tests; the tool call and its answer are real.

const folder = fileURLToPath(new URL("../docs/images/", import.meta.url));
const scale = 1.5;

const views: Record<ViewName, { args: object; height: number; open?: string }> = {
  issue: { args: { issue_id: 418 }, height: 900, open: "button:text('Show pictures')" },
  board: { args: { project_id: "booking", status_id: "all" }, height: 760 },
  roadmap: { args: { project_id: "booking" }, height: 900, open: "li > details > summary" },
  time: { args: { project_id: "booking" }, height: 560 },
};

const demo = await startDemo([process.execPath, "src/main.ts", "demo", "--mcp-port=0"], {
  env: { ...process.env, TOOLSETS: "all,views" },
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  timeoutMs: 60_000,
});
const chromium = await launchChromium();
try {
  mkdirSync(folder, { recursive: true });
  const maya = await signIn(demo.mcpUrl, demo.logins[0] ?? { login: "", password: "" });
  const bridge = await hostScript();
  await takeConsent(chromium);
  for (const [name, { args, height, open }] of Object.entries(views)) {
    const view = await opened(name as ViewName, args, maya, bridge); // a key of the object above
    if (open) await view.frame.locator(open).first().click();
    await settled(view);
    const content = await view.frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)");
    await take(view.page, `view-${name}`, Math.min(height, Number(content)));
    await view.close();
  }
  await takeClient(maya, bridge);
} finally {
  await chromium.close();
  demo.kill();
}

function opened(name: ViewName, args: object, person: SignedIn, bridge: string): Promise<Shown> {
  return openView(chromium, bridge, {
    html: viewPage(name),
    args,
    width: 900,
    scale,
    callTool: (params) => person.client.callTool(params),
  });
}

async function settled({ frame }: Shown): Promise<void> {
  await frame.locator("h1").waitFor();
  await frame.locator("#status:empty").waitFor({ state: "attached" });
}

async function take(page: Page, name: string, height: number): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {};
  await page.setViewportSize({ width, height });
  const png = await page.screenshot();
  const dataUrl = await page.evaluate(`(async () => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64,${png.toString("base64")}")).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.8 })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  })()`);
  const bytes = Buffer.from(String(dataUrl), "base64");
  writeFileSync(`${folder}${name}.webp`, bytes);
  process.stdout.write(`docs/images/${name}.webp  ${Math.round(bytes.length / 1000)} kB\n`);
}

async function takeConsent(browser: Browser): Promise<void> {
  const base = demo.mcpUrl.replace(/\/mcp$/, "");
  const redirect_uri = "http://localhost:54212/callback";
  const registered = await fetch(`${base}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Claude Code", redirect_uris: [redirect_uri] }),
  });
  const { client_id } = (await registered.json()) as { client_id: string }; // RFC 7591 §3.2.1
  const search = new URLSearchParams({
    client_id,
    redirect_uri,
    response_type: "code",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", // of RFC 7636
    code_challenge_method: "S256",
  });
  const context = await browser.newContext({
    viewport: { width: 640, height: 300 },
    deviceScaleFactor: scale,
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.goto(`${base}/oauth/authorize?${search}`);
  const height = await page.evaluate("document.documentElement.scrollHeight");
  await take(page, "sign-in", Number(height));
  await context.close();
}

async function takeClient(person: SignedIn, bridge: string): Promise<void> {
  const args = { project_id: "booking", version_id: "4.2" };
  const { text } = await person.call("show_board", args);
  const view = await opened("board", args, person, bridge);
  await settled(view);
  await view.page.evaluate(`((call, answer) => {
    const words = (text, style) => Object.assign(document.createElement("p"), { textContent: text, style });
    const font = "font:15px/1.5 system-ui,sans-serif;margin:0 0 14px;";
    document.body.style.padding = "20px";
    const frame = document.querySelector("iframe");
    frame.style.border = "1px solid #c4c9d0";
    frame.style.borderRadius = "12px";
    frame.style.height = "560px";
    frame.before(
      words("Show me what is left for Booking 4.2 as a board.", font + "width:fit-content;margin-left:auto;background:#eef2f7;border-radius:16px;padding:10px 16px"),
      words("redmine · " + call, font + "color:#4d5661;font-size:13px;font-family:ui-monospace,monospace"),
      words(answer, font),
    );
  })(${JSON.stringify(`show_board ${JSON.stringify(args)}`)}, ${JSON.stringify(text)})`);
  await take(view.page, "client", 720);
  await view.close();
}
