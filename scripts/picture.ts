import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startDemo } from "../tests/support/demo-process.ts";
import { signIn } from "../tests/support/mcp-client.ts";

// Draws docs/session.svg, the README's picture. The sentences are ours, as an assistant could say them; the tools are really
// called in a demo, and what a sentence takes from an answer must be there, or nothing is drawn.

interface Question {
  asked: string;
  tool: string;
  args: Record<string, unknown>;
  /** What stands in {braces} is a fact: word for word in the tool's answer. */
  said: string;
  /** What the sentence says in other words than the answer. */
  meaning: RegExp[];
}

const questions: Question[] = [
  {
    asked: "Why is the 7:40 still sold twice, #418?",
    tool: "get_issue_details",
    args: { issue_id: 418 },
    said: "{Ruben swapped} the boats {the evening before}, and {at midnight the cache is filled again} from the plan. {Tom Okafor} offers a fix, {an hour of work}, and waits for your word.",
    meaning: [/from the plan/, /\(a\) the nightly job asks for swaps too, an hour of work/, /Maya, your call\./],
  },
  {
    asked: "What is due in Booking by next week?",
    tool: "list_issues",
    args: { project_id: "booking", due: "<=+7d" },
    said: "{6 open issues}. First the “{Load test for the opening of the sale}”: it is {Urgent}, was due three days ago, and nobody has it.",
    meaning: [new RegExp(`^424\\|(.*\\|)?Urgent\\|\\|${day(-3).slice(5)}\\|`, "m")],
  },
  {
    asked: "Log half an hour on #428: I fed the gull.",
    tool: "log_time",
    args: { issue_id: 428, hours: 0.5, comment: "Fed Margaret" },
    said: "Done: {0.5 h} of {Development} today, in your name, on “{The boarding camera counts seagulls as passengers}”.",
    meaning: [new RegExp(day(0)), /Maya Lindqvist/, /Logged as time entry \d+/],
  },
];

const kinds = {
  asked: { colour: "#ffd479", size: 18, weight: 600, columns: 50, step: 26, family: "sans" },
  call: { colour: "#7fd6a2", size: 13, weight: 400, columns: 64, step: 28, family: "mono" },
  said: { colour: "#e4e7ea", size: 18, weight: 400, columns: 54, step: 26, family: "sans" },
} as const;
const families = {
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  mono: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
};
const width = 530; // a phone shows it at two thirds of its size: 18 px are still 12

const root = fileURLToPath(new URL("..", import.meta.url));
const demo = await startDemo([process.execPath, `${root}/src/main.ts`, "demo", "--mcp-port=0"], {
  env: { PATH: process.env.PATH },
});
process.on("exit", demo.kill);
const [maya] = demo.logins;
if (!maya) throw new Error("the demo has no logins");
const { call, close } = await signIn(demo.mcpUrl, maya);
for (const question of questions) await prove(question);
await close();
await demo.interrupt();
writeFileSync(`${root}/docs/session.svg`, drawn());

async function prove({ tool, args, said, meaning }: Question): Promise<void> {
  const { text, isError } = await call(tool, args);
  const facts = [...said.matchAll(/\{(.+?)\}/g)].map(([, fact = ""]) => fact);
  const untrue = [...facts.filter((fact) => !text.includes(fact)), ...meaning.filter((sense) => !sense.test(text))];
  if (isError || untrue.length > 0) throw new Error(`${tool} does not say ${untrue.join(" and ")}:\n${text}`);
}

/** As the demo counts: days of UTC. */
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
}

function drawn(): string {
  let y = 44;
  const texts: string[] = [];
  const add = (kind: keyof typeof kinds, text: string) => {
    const { colour, size, weight, columns, step, family } = kinds[kind];
    for (const line of wrapped(text, columns)) {
      const escaped = line.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      texts.push(
        `<text x="20" y="${y}" fill="${colour}" font-family="${families[family]}" font-size="${size}" font-weight="${weight}">${escaped}</text>`,
      );
      y += step;
    }
  };

  for (const { asked, tool, args, said } of questions) {
    const given = Object.entries(args).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    add("asked", asked);
    add("call", `● ${tool}(${given.join(", ")})`);
    add("said", said.replaceAll(/[{}]/g, ""));
    y += 18;
  }

  const height = y - 18;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="An example: three questions, the tool that is called for each, and an answer">
<rect width="${width}" height="${height}" rx="10" fill="#171b20"/>
${texts.join("\n")}
</svg>
`;
}

function wrapped(text: string, columns: number): string[] {
  const all = [""];
  for (const word of text.split(" ")) {
    const last = all.at(-1) ?? "";
    if (last === "") all[all.length - 1] = word;
    else if (last.length + word.length < columns) all[all.length - 1] = `${last} ${word}`;
    else all.push(word);
  }
  return all;
}
