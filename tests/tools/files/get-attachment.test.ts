import { expect, test } from "vitest";
import { getAttachment } from "../../../src/tools/files/get-attachment.ts";
import { encode } from "../../support/encode.ts";
import { gifOf, jpegOf, pngOf, webpOf } from "../../support/pictures.ts";
import { stubRedmine } from "../../support/stub-redmine.ts";

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

test("a part begins with a whole character, and an empty file is told as that", async () => {
  expect((await read(fileOf("a🚢b"), { offset: 2 })).text).toContain("Text:\n🚢b\n");
  expect((await read(fileOf(""))).text).toMatch(/^An empty file\.\n/);
});

test("of a text of 20 MB the first 8 can be read, and its end", async () => {
  const redmine = fileOf(Array.from({ length: 1_250_000 }, (_, at) => `line ${String(at).padStart(10)}\n`).join(""));
  const first = await read(redmine);
  expect(first.text).toMatch(
    /^The beginning of a long text\. Shown from 0 to \d+\. More: offset \d+, the end: offset -36000\./,
  );
  const end = await read(redmine, { offset: -36_000 });
  expect(end.text).toMatch(
    /^The end of a long text of 20 MB\. Shown: the last 36000 characters\. Before it: offset -72000\.\n/,
  );
  expect(end.text).toMatch(/line {4}1249999\n<\/redmine/);
  const before = await read(redmine, { offset: -72_000 });
  expect(before.text).toContain("Shown from -72000 to -36000. More: offset -36000.");
  const [, last] = /line +(\d+)\n<\//.exec(before.text) ?? [];
  const [, next] = /Text:\nline +(\d+)\n/.exec(end.text) ?? [];
  expect(Number(next)).toBe(Number(last) + 1);
  for (const { text } of [first, end, before]) expect(text.length).toBeLessThanOrEqual(40_000);
});

test("a text in a legacy encoding is read, the guess is named, and another encoding can be asked for", async () => {
  const redmine = fileOf(encode("設定ファイルを確認してください。", "shift_jis"));
  const guessed = await read(redmine);
  expect(guessed.text).toContain("Read as shift_jis, which is a guess: parameter encoding.");
  expect(guessed.text).toContain("設定ファイルを確認してください。");
  const other = await read(redmine, { encoding: "windows-1252" });
  expect(other.text).toContain("Ý’è");
  const unknown = await read(redmine, { encoding: "klingon" });
  expect([unknown.isError, unknown.text]).toEqual([true, expect.stringContaining("“klingon” is no known encoding")]);
});

test("a file that is missing on Redmine's disk is said", async () => {
  const { context } = stubRedmine({
    "/attachments/3.json": { attachment: { id: 3, filename: "a.txt", filesize: 7, created_on: "2026" } },
  });
  const { text } = await getAttachment.call({ attachment_id: 3 }, context);
  expect(text).toContain("Redmine lists this file, but cannot send it: it is missing on Redmine's disk.");
});

test.each([
  ["image/png", pngOf(300, 200)],
  ["image/jpeg", jpegOf(300, 200)],
  ["image/gif", gifOf(300, 200)],
  ["image/webp", webpOf(300, 200)],
])("%s comes as an image, whatever it claims to be", async (mimeType, content) => {
  const { text, images } = await read(fileOf(content, { filename: "a.txt", content_type: "text/plain" }));
  expect(text).toMatch(/^An image, 300 × 200 pixels\./);
  expect(images).toEqual([{ type: "image", data: Buffer.from(content).toString("base64"), mimeType }]);
});

test.each([
  ["a truncated PNG", pngOf(300, 200).subarray(0, 60)],
  ["a truncated JPEG", jpegOf(300, 200).subarray(0, 30)],
  ["ten bytes of a JPEG", jpegOf(300, 200).subarray(0, 10)],
  ["an image without pixels", gifOf(0, 0)],
])("%s is told in words, because clients refuse it", async (_, content) => {
  const { text, images, isError } = await read(fileOf(new Uint8Array(content), { content_type: "image/png" }));
  expect([images, isError]).toEqual([[], false]);
  expect(text).toMatch(/^This image is damaged or incomplete: .*http:\/\/redmine\.test\/attachments\/3\n/);
});

test("what claims to be an image and is not comes as the text it is", async () => {
  const { text, images } = await read(fileOf("<svg onload=alert(1)>", { content_type: "image/png" }));
  expect(images).toEqual([]);
  expect(text).toContain("<svg onload=alert(1)>");
});

const thumbnail_url = "http://other/attachments/thumbnail/3";

test.each([
  ["many pixels in few bytes", pngOf(9_000, 9_000)],
  ["many bytes", new Uint8Array([...pngOf(100, 100).subarray(0, -12), ...new Uint8Array(3_000_000)])],
])("of an image of %s Redmine's thumbnail is shown, where there is one", async (_, large) => {
  const shown = await read(fileOf(large, { thumbnail_url }, pngOf(800, 800)));
  expect(shown.text).toMatch(
    /^An image, made smaller from \d+ × \d+ pixels; the original: http:\/\/redmine\.test\/attachments\/3\n/,
  );
  expect(shown.images).toHaveLength(1);

  for (const none of [await read(fileOf(large)), await read(fileOf(large, { thumbnail_url }))]) {
    expect(none.text).toMatch(
      /^This image \(\d+ × \d+ pixels\) is too large to show here, and Redmine has no smaller version of it\./,
    );
    expect([none.images, none.isError]).toEqual([[], false]);
  }
});

test("where the thumbnail of 800 pixels is too large, the one of 400 is shown", async () => {
  const redmine = stubRedmine({
    "/attachments/3.json": {
      attachment: { id: 3, filename: "a.png", filesize: 9, created_on: "2026", thumbnail_url },
    },
    "/attachments/download/3": () => new Response(pngOf(5_000, 5_000)),
    "/attachments/thumbnail/3/800": () =>
      new Response(new Uint8Array([...pngOf(800, 800), ...new Uint8Array(1_500_000)])),
    "/attachments/thumbnail/3/400": () => new Response(pngOf(400, 400)),
  });
  const { content } = await getAttachment.call({ attachment_id: 3 }, redmine.context);
  expect(content.filter(({ type }) => type === "image")).toHaveLength(1);
  expect(redmine.requests.at(-1)).toBe("GET /attachments/thumbnail/3/400");
});

test.each([
  ["an old Office document", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), "a file of the kind old Office document"],
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
