/** What the suite wants to find, the same in both versions of MCP. */
export const redPixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const silence = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

export const text = (said: string) => ({ type: "text" as const, text: said });
export const image = { type: "image" as const, data: redPixel, mimeType: "image/png" };
export const audio = { type: "audio" as const, data: silence, mimeType: "audio/wav" };
export const embedded = (uri: string, mimeType: string, said: string) => ({
  type: "resource" as const,
  resource: { uri, mimeType, text: said },
});

/** Tools that need nothing but their content. */
export const plainTools = {
  test_simple_text: [text("This is a simple text response for testing.")],
  test_image_content: [image],
  test_audio_content: [audio],
  test_embedded_resource: [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
  test_multiple_content_types: [
    text("Multiple content types test:"),
    image,
    embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ],
} as const;

export const failure = "This tool intentionally returns an error for testing";

export const resources = {
  text: { uri: "test://static-text", mimeType: "text/plain", text: "This is the content of the static text resource." },
  binary: { uri: "test://static-binary", mimeType: "image/png", blob: redPixel },
} as const;

export const templateText = (id: string) => JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });

const user = <T>(content: T) => ({ role: "user" as const, content });
export const prompts = {
  test_simple_prompt: () => [user(text("This is a simple prompt for testing."))],
  test_prompt_with_arguments: ({ arg1, arg2 }: Record<string, string | undefined>) => [
    user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  ],
  test_prompt_with_embedded_resource: ({ resourceUri }: Record<string, string | undefined>) => [
    user(embedded(resourceUri ?? "", "text/plain", "Embedded resource content for testing.")),
    user(text("Please process the embedded resource above.")),
  ],
  test_prompt_with_image: () => [user(image), user(text("Please analyze the image above."))],
};
export const promptArguments: Record<string, string[]> = {
  test_prompt_with_arguments: ["arg1", "arg2"],
  test_prompt_with_embedded_resource: ["resourceUri"],
};

/** JSON Schema 2020-12 keywords that a listing must keep (SEP-1613, SEP-2106). */
export const schema2020 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object" as const,
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};

const description = "For the conformance suite.";

export const listedTool = (name: string, inputSchema: { type: "object" } = { type: "object" }) => ({
  name,
  description,
  inputSchema,
});

/** Resources and prompts as they are listed. */
export const listed = {
  resources: [
    { uri: resources.text.uri, name: "static-text", mimeType: resources.text.mimeType },
    { uri: resources.binary.uri, name: "static-binary", mimeType: resources.binary.mimeType },
  ],
  resourceTemplates: [{ uriTemplate: "test://template/{id}/data", name: "template", mimeType: "application/json" }],
  prompts: (names: readonly string[]) =>
    names.map((name) => ({
      name,
      description,
      arguments: (promptArguments[name] ?? []).map((argument) => ({ name: argument, required: true })),
    })),
};
