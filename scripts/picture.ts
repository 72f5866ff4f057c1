import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startDemo } from "../tests/support/demo-process.ts";
import { signIn } from "../tests/support/mcp-client.ts";

// Draws docs/session.svg, the README's picture, from what the demo really answers; where something is left out stands “…”.

type Colour = "person" | "call" | "answer" | "faint";
type Line = [colour: Colour, text: string];

const columns = 106;
const colours: Readonly<Record<Colour, string>> = {
  person: "#ffd479",
  call: "#7fd6a2",
  answer: "#d5d9de",
  faint: "#8b95a1",
};

const root = fileURLToPath(new URL("..", import.meta.url));
const demo = await startDemo([process.execPath, `${root}/src/main.ts`, "demo"], { env: { PATH: process.env.PATH } });
process.on("exit", demo.kill);
const [maya] = demo.logins;
if (!maya) throw new Error("the demo has no logins");
const { call, close } = await signIn(demo.mcpUrl, maya);

const lines: Line[] = [
  ["faint", "$ npx redmine-fastmcp demo"],
  [
    "answer",
    ...(demo
      .said()
      .replace(/:\d+\/mcp/, ":8000/mcp")
      .match(/ {2}Add this URL to your MCP client.*/) ?? [""]),
  ] as Line,
];

await ask("What is known about the ferry that is sold twice, #418?", "get_issue_details", { issue_id: 418 }, [
  /^# Bug/,
  /^Status/,
  /^Priority/,
  /^Relations/,
  /^#15 /,
  /^ {2}Ten minutes before midnight/,
  /^#14 /,
  /^ {2}Not quite!/,
]);
await ask(
  "What is due for 4.2 in the next seven days?",
  "list_issues",
  { project_id: "booking", version_id: "4.2", due: "<=+7d", sort: "due_date" },
  [/./],
);
await ask(
  "Log half an hour on #428, I fed the gull.",
  "log_time",
  { issue_id: 428, hours: 0.5, comment: "Fed Margaret" },
  [/./, /428/],
);

await close();
await demo.interrupt();
writeFileSync(`${root}/docs/session.svg`, drawn(lines));

/** What the person says, what the model calls, and the lines of the answer that `shown` finds. */
async function ask(question: string, name: string, args: Record<string, unknown>, shown: RegExp[]): Promise<void> {
  const { text, isError } = await call(name, args);
  if (isError) throw new Error(text);
  const given = Object.entries(args).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  lines.push(["faint", ""], ["person", `› ${question}`], ["call", `● ${name}(${given.join(", ")})`]);

  let left = false;
  for (const line of text.split("\n").filter((one) => !/^<\/?redmine-/.test(one))) {
    const wanted = shown.some((pattern) => pattern.test(line));
    if (wanted) lines.push(...wrapped(line).map((one): Line => ["answer", `  ${one}`]));
    else if (!left) lines.push(["faint", "  …"]);
    left = !wanted;
  }
}

function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const all = [""];
  for (const word of line.trim().split(" ")) {
    const last = all.at(-1) ?? "";
    if (last === "") all[all.length - 1] = word;
    else if (indent.length + last.length + word.length + 3 <= columns) all[all.length - 1] = `${last} ${word}`;
    else all.push(word);
  }
  return all.map((text) => indent + text);
}

function drawn(all: readonly Line[]): string {
  const [step, width, top] = [19, columns * 8 + 40, 52];
  const height = top + all.length * step + 14;
  const texts = all.map(([colour, text], index) => {
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(" ", "\u00a0"); // viewers differ in what they do with blanks
    return `<text x="20" y="${top + index * step}" fill="${colours[colour]}">${escaped}</text>`;
  });

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A session: three questions, the tools that are called for them, and what they answer">
<rect width="${width}" height="${height}" rx="10" fill="#171b20"/>
<circle cx="22" cy="20" r="6" fill="#c23b38"/><circle cx="42" cy="20" r="6" fill="#ffd479"/><circle cx="62" cy="20" r="6" fill="#7fd6a2"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">
${texts.join("\n")}
</g>
</svg>
`;
}
