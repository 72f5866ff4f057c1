import { setTimeout as sleep } from "node:timers/promises";
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  LOG_LEVEL_META_KEY,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { FrontCaller } from "../../src/protocol/front.ts";
import type { MoreHandlers } from "../../src/protocol/modern.ts";
import {
  failure,
  listed,
  listedTool,
  plainTools,
  prompts,
  resources,
  schema2020,
  templateText,
  text,
} from "./content.ts";

type Answer = ReturnType<typeof inputRequired> | { content: object[]; isError?: boolean };
type Run = (context: ServerContext, caller: FrontCaller) => Answer | Promise<Answer>;

const said = (words: string) => ({ content: [text(words)] });
const form = (message: string, field: string, type: "string" | "boolean" = "string") =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: "object",
      properties: { [field]: type === "string" ? { type } : { type } },
      required: [field],
    },
  });
const sampling = (words: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: text(words) }], maxTokens });
const answers = ({ mcpReq }: ServerContext) => mcpReq.inputResponses ?? {};
const content = (context: ServerContext, key: string): Record<string, unknown> | undefined => {
  const answer = answers(context)[key];
  if (typeof answer !== "object" || answer === null || !("content" in answer)) return undefined;
  return answer.content as Record<string, unknown>; // the suite's own answer
};
// the purpose under which our front opens what comes back
const sealed = ({ sealer }: FrontCaller, round: number) => sealer.seal("confirm", { round });
const round = ({ mcpReq }: ServerContext) => mcpReq.requestState<{ round?: number }>()?.round;
const capabilities = ({ mcpReq }: ServerContext) =>
  ((mcpReq.envelope as Record<string, unknown> | undefined)?.[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Record<
    string,
    unknown
  >;

const asksName: Run = (context) => {
  const name = content(context, "user_name")?.name;
  if (typeof name === "string") return said(`Hello, ${name}!`);
  return inputRequired({ inputRequests: { user_name: form("What is your name?", "name") } });
};

const asksAgreement: Run = (context, caller) => {
  if (round(context) === 1 && content(context, "confirm")) return said("state-ok");
  return inputRequired({
    inputRequests: { confirm: form("Please confirm", "ok", "boolean") },
    requestState: sealed(caller, 1),
  });
};

const tools: Record<string, Run> = {
  ...Object.fromEntries(Object.entries(plainTools).map(([name, blocks]) => [name, () => ({ content: [...blocks] })])),
  test_error_handling: () => ({ content: [text(failure)], isError: true }),
  test_tool_with_progress: async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
      }
      await sleep(50);
    }
    return said("done");
  },
  test_logging_tool: async ({ mcpReq }) => {
    const level = (mcpReq.envelope as Record<string, unknown> | undefined)?.[LOG_LEVEL_META_KEY];
    if (level) await mcpReq.notify({ method: "notifications/message", params: { level: "info", data: "logged" } });
    return said("logged where it was asked for");
  },
  test_missing_capability: (context) => {
    if (!capabilities(context).sampling) {
      throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
    }
    return said("sampling is there");
  },
  test_streaming_elicitation: asksName,
  test_input_required_result_elicitation: asksName,
  test_input_required_result_sampling: (context) =>
    answers(context).capital_question
      ? said(JSON.stringify(answers(context).capital_question))
      : inputRequired({ inputRequests: { capital_question: sampling("What is the capital of France?", 100) } }),
  test_input_required_result_list_roots: (context) =>
    answers(context).client_roots
      ? said(JSON.stringify(answers(context).client_roots))
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } }),
  test_input_required_result_request_state: asksAgreement,
  test_input_required_result_tampered_state: asksAgreement,
  test_input_required_result_multiple_inputs: (context, caller) => {
    const given = answers(context);
    if (round(context) === 1 && given.user_name && given.greeting && given.client_roots) return said("all there");
    return inputRequired({
      inputRequests: {
        user_name: form("What is your name?", "name"),
        greeting: sampling("Generate a greeting", 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: sealed(caller, 1),
    });
  },
  test_input_required_result_multi_round: (context, caller) => {
    if (round(context) === 2 && content(context, "step2")) return said("both steps done");
    const second = round(context) === 1 && content(context, "step1");
    return inputRequired({
      inputRequests: second
        ? { step2: form("Step 2: What is your favorite color?", "color") }
        : { step1: form("Step 1: What is your name?", "name") },
      requestState: sealed(caller, second ? 2 : 1),
    });
  },
  test_input_required_result_capabilities: (context) => {
    const can = capabilities(context);
    return inputRequired({
      inputRequests: {
        ...(can.elicitation ? { name: form("What is your name?", "name") } : {}),
        ...(can.sampling ? { greeting: sampling("Generate a greeting", 50) } : {}),
      },
    });
  },
  json_schema_2020_12_tool: () => said("ok"),
};

const notThere = (what: string, data?: object) => new ProtocolError(-32_602, `There is no such ${what}`, data);

/** The suite's fixtures for MCP 2026-07-28, as handlers over our own front. */
export const modernFixtures: MoreHandlers = (server: Server, caller: FrontCaller) => {
  server.setRequestHandler("tools/list", () => ({
    tools: Object.keys(tools).map((name) =>
      listedTool(name, name === "json_schema_2020_12_tool" ? schema2020 : undefined),
    ),
  }));
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const run = tools[params.name];
    if (!run) throw notThere("tool");
    return (await run(context, caller)) as { content: [] }; // the SDK checks the blocks again
  });
  server.setRequestHandler("resources/list", () => ({ resources: listed.resources }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: listed.resourceTemplates }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const fixed = Object.values(resources).find((resource) => resource.uri === uri);
    if (fixed) return { contents: [fixed] };
    const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
    if (id === undefined) throw notThere("resource", { uri });
    return { contents: [{ uri, mimeType: "application/json", text: templateText(id) }] };
  });
  server.setRequestHandler("prompts/list", () => ({
    prompts: listed.prompts([...Object.keys(prompts), "test_input_required_result_prompt"]),
  }));
  server.setRequestHandler("prompts/get", ({ params }, context) => {
    if (params.name === "test_input_required_result_prompt") {
      const given = content(context, "user_context");
      if (given) return { messages: [{ role: "user", content: text(String(given.context)) }] };
      return inputRequired({
        inputRequests: { user_context: form("What context should the prompt use?", "context") },
      });
    }
    const messages = Object.entries(prompts).find(([name]) => name === params.name)?.[1];
    if (!messages) throw notThere("prompt");
    return { messages: messages(params.arguments ?? {}) };
  });
  server.setRequestHandler("completion/complete", () => ({ completion: { values: [] } }));
};
