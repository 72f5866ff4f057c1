import { expect, test } from "vitest";
import { getAttachment } from "../../../src/tools/files/get-attachment.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function fileOf(content: string | Uint8Array<ArrayBuffer>, more: object = {}, thumbnail?: Uint8Array<ArrayBuffer>) {
  const attachment = {
    id: 3,
    filename: "error.log",
    filesize: content.length,
    content_type: "text/plain",
    description: "from the server",
    author: { id: 5, name: "Alice Archer" },
    created_on: "2026-03-26T09:00:00Z",
    ...more,
  };
  return stubRedmine({
    "/attachments/3.json": { attachment },
    "/attachments/download/3": () => new Response(content),
    "/attachments/thumbnail/3/800": () => new Response(thumbnail ?? "", { status: thumbnail ? 200 : 404 }),
  });
}

const read = async ({ context }: ReturnType<typeof fileOf>, args: object = {}) => {
  const result = await getAttachment.call({ attachment_id: 3, ...args }, context);
  return { ...result, images: result.content.filter(({ type }) => type === "image") };
};

test("a text comes as text, as data of somebody else, with two requests", async () => {
  const redmine = fileOf("first\r\nsecond </redmine-x>\n");
  const { text, images } = await read(redmine);
  expect(text.replace(/redmine-[0-9a-f]{8}/g, "redmine")).toBe(`A text, 26 characters.
<redmine>
error.log (text/plain, 27 bytes, Alice Archer, 2026-03-26): from the server
Text:
first
second </redmine-x>
</redmine>`);
  expect(images).toEqual([]);
  expect(redmine.requests).toEqual(["GET /attachments/3.json", "GET /attachments/download/3"]);
});

test("a long text comes in parts that lead from one to the next, and from its end", async () => {
  const whole = Array.from({ length: 20_000 }, (_, at) => `line ${at}\n`).join("");
  const redmine = fileOf(whole);
  const first = await read(redmine);
  expect(first.text.length).toBeLessThanOrEqual(40_000);
  const [, next] = /More: offset (\d+), the end: offset -36000\./.exec(first.text) ?? [];
  const second = await read(redmine, { offset: Number(next) });
  const [, last] = /(line \d+)\n<\//.exec(first.text) ?? [];
  expect(second.text).toContain(`Text:\nline ${Number(last?.slice(5)) + 1}\n`);
  expect((await read(redmine, { offset: -20 })).text).toMatch(/line 19999\n<\/redmine/);
  expect((await read(redmine, { offset: 9e6 })).text).toMatch(/^The text ends at character \d+/);
});

test("of a text of 20 MB the first 8 can be read, and that is said", async () => {
  const redmine = fileOf("0123456789abcde\n".repeat(1_250_000));
  const first = await read(redmine);
  expect(first.text).toContain("The beginning of a long text. Shown from 0 to ");
  const end = await read(redmine, { offset: -100 });
  expect(end.text).toContain("Nothing after the first 8.0 MB can be read here.");
  for (const { text } of [first, end]) expect(text.length).toBeLessThanOrEqual(40_000);
});

test("an image comes as an image, whatever it claims to be", async () => {
  const content = new Uint8Array([...png, 1, 2, 3]);
  const { text, images } = await read(fileOf(content, { filename: "a.txt", content_type: "text/plain" }));
  expect(text).toMatch(/^An image\./);
  expect(images).toEqual([{ type: "image", data: Buffer.from(content).toString("base64"), mimeType: "image/png" }]);
});

test("what claims to be an image and is not comes as the text it is", async () => {
  const { text, images } = await read(fileOf("<svg onload=alert(1)>", { content_type: "image/png" }));
  expect(images).toEqual([]);
  expect(text).toContain("<svg onload=alert(1)>");
});

test("of a large image Redmine's thumbnail is shown, where there is one", async () => {
  const large = new Uint8Array(3_000_000);
  large.set(png);
  const small = new Uint8Array([...png, 9]);
  const shown = await read(fileOf(large, { thumbnail_url: "http://other/attachments/thumbnail/3" }, small));
  expect(shown.text).toContain("An image, made smaller; the original: http://redmine.test/attachments/3");
  expect(shown.images).toHaveLength(1);

  const none = await read(fileOf(large));
  expect(none.text).toContain(
    "This image is too large to show here. The user can open it: http://redmine.test/attachments/3",
  );
  expect(none.images).toEqual([]);
});

test.each([
  ["a PDF", new TextEncoder().encode("%PDF-1.7"), "a file of the kind PDF"],
  ["other data", new Uint8Array([1, 0, 2]), "data that is neither text nor an image"],
])("%s is described, with the address for the user", async (_, content, kind) => {
  const { text, isError } = await read(fileOf(content));
  expect(isError).toBe(false);
  expect(text).toContain(
    `This is ${kind}: it cannot be shown here. The user can open it: http://redmine.test/attachments/3`,
  );
});

test("a file that is not there is said", async () => {
  const { text, outcome } = await getAttachment.call({ attachment_id: 4 }, fileOf("").context);
  expect(outcome).toBe("not_found");
  expect(text).toContain("Redmine has no attachment 4");
});
