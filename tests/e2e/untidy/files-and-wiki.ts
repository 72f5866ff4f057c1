import { beforeAll, describe, expect, test } from "vitest";
import { getAttachment } from "../../../src/tools/files/get-attachment.ts";
import { getIssueDetails } from "../../../src/tools/issues/get-issue-details.ts";
import { searchRedmine } from "../../../src/tools/search.ts";
import { getWikiPage } from "../../../src/tools/wiki/read-page.ts";
import { saveWikiPage } from "../../../src/tools/wiki/save-wiki-page.ts";
import { encode } from "../../support/encode.ts";
import { gifOf, jpegOf, pngOf, webpOf } from "../../support/pictures.ts";
import { joiners, read, untidy } from "./seed.ts";

export function filesAndWiki() {
  describe("files", () => {
    const samples: readonly [encoding: string, text: string][] = [
      ["shift_jis", "サーバーに接続できませんでした。設定を確認してください。"],
      ["euc-jp", "サーバーに接続できませんでした。設定を確認してください。"],
      ["iso-2022-jp", "サーバーに接続できませんでした。設定を確認してください。"],
      ["gb18030", "无法连接到服务器。请检查您的网络设置,然后再试一次。"],
      ["big5", "無法連線到伺服器。請檢查您的網路設定,然後再試一次。"],
      ["euc-kr", "서버에 연결할 수 없습니다. 네트워크 설정을 확인하십시오."],
      ["koi8-r", "Не удалось подключиться к серверу. Проверьте настройки сети."],
      ["windows-1251", "Не удалось подключиться к серверу. Проверьте настройки сети."],
      ["windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."],
      ["windows-1252", "Größe überprüfen: Der Schlüssel läßt sich nicht öffnen."],
      ["windows-1253", "Δεν ήταν δυνατή η σύνδεση με τον διακομιστή. Ελέγξτε τις ρυθμίσεις δικτύου."],
      ["windows-1255", "לא ניתן להתחבר לשרת. בדוק את הגדרות הרשת ונסה שוב."],
      ["utf-16le", "Der Dienst läuft nicht."],
      ["utf-16be", "Der Dienst läuft nicht."],
    ];
    const broken = pngOf(40, 30);
    broken[broken.length - 20] = (broken.at(-20) ?? 0) ^ 255; // inside the data: the CRC does not fit
    const pictures: readonly [name: string, bytes: Uint8Array<ArrayBuffer>, shown: RegExp, isImage: boolean][] = [
      ["gut.png", pngOf(40, 30), /^An image, 40 × 30 pixels\./, true],
      ["gut.gif", gifOf(40, 30), /^An image, 40 × 30 pixels\./, true],
      ["gut.webp", webpOf(40, 30), /^An image, 40 × 30 pixels\./, true],
      ["gut.jpg", jpegOf(40, 30), /^An image, 40 × 30 pixels\./, true],
      ["riesig.png", pngOf(9_000, 9_000), /9000 × 9000 pixels/, false],
      ["riesig.jpg", jpegOf(30_000, 20), /30000 × 20 pixels\) is too large/, false],
      ["halb.png", pngOf(40, 30).slice(0, 60), /^This image is damaged or incomplete/, false],
      ["halb.jpg", jpegOf(40, 30).slice(0, 30), /^This image is damaged or incomplete/, false],
      ["kurz.jpg", jpegOf(40, 30).slice(0, 10), /^This image is damaged or incomplete/, false],
      ["falsch.png", broken, /^This image is damaged or incomplete/, false],
      ["halb.gif", gifOf(40, 30).slice(0, 30), /^This image is damaged or incomplete/, false],
    ];
    let ids: Map<string, number>;

    beforeAll(async () => {
      const { id } = await untidy.issue("dieter", { subject: "Dateien" });
      const files = [
        ...samples.map(([encoding, text]) => ({ name: `${encoding}.txt`, bytes: encode(`${text}\n`, encoding) })),
        ...pictures.map(([name, bytes]) => ({ name, bytes })),
        { name: "Süd, Ost 日本.txt", bytes: new Uint8Array(Buffer.from(`${joiners}\n`)) },
      ];
      const uploads = [];
      for (const { name, bytes } of files)
        uploads.push({ token: await untidy.upload("dieter", name, bytes), filename: name });
      const beleg = { id: untidy.number("FIELD_FILE"), value: { token: uploads.pop()?.token } };
      await untidy.send("dieter", "PUT", `/issues/${id}.json`, { issue: { uploads, custom_fields: [beleg] } });
      const { issue } = await untidy.ask("dieter", `/issues/${id}.json?include=attachments`);
      ids = new Map(issue.attachments.map((file: { filename: string; id: number }) => [file.filename, file.id]));
      ids.set("issue", id);
    });

    test.each(samples)("in %s are read, and the guess is named", async (encoding, text) => {
      const shown = await read("yuki", getAttachment, { attachment_id: ids.get(`${encoding}.txt`) });
      expect(shown).toContain(`Text:\n${text}\n`);
      expect(shown).toContain(`Read as ${encoding}, which is a guess`);
    });

    test.each(pictures)("%s", async (name, _bytes, shown, isImage) => {
      const { text, content, isError } = await untidy.call("dieter", getAttachment, { attachment_id: ids.get(name) });
      expect(isError, text).toBe(false);
      expect(text).toMatch(shown);
      const images = content.filter(({ type }) => type === "image");
      if (isImage) expect(images).toHaveLength(1);
      else expect(images.length === 0 || /made smaller from/.test(text)).toBe(true);
    });

    test("one in a custom field is told with the number that reads it", async () => {
      const shown = await read("parisa", getIssueDetails, { issue_id: ids.get("issue") });
      const [, id] = /^Beleg: .*\(id (\d+)\)$/m.exec(shown) ?? [];
      expect(await read("parisa", getAttachment, { attachment_id: Number(id) })).toContain(`Text:\n${joiners}\n`);
    });
  });

  describe("the wiki", () => {
    const mixed = "eins\r\nzwei\ndrei\r\nvier\rfünf\u200b sechs\u200dsieben\r\nacht\r\n";

    beforeAll(async () => {
      for (const [title, text] of Object.entries({
        Gemischt: mixed,
        ÄrgerÜbergabe: "ohne Strich",
        [joiners]: `${joiners} 👨\u200d👩\u200d👧`,
        日本語_ページ: "日程",
      })) {
        const at = `/projects/uebung/wiki/${encodeURIComponent(title)}.json`;
        await untidy.send("dieter", "PUT", at, { wiki_page: { text } });
      }
    });

    test.each([
      ["Ärger/Übergabe", "ohne Strich"],
      ["ärger.übergabe", "ohne Strich"],
      ["ÄRGERÜBERGABE", "ohne Strich"],
      [joiners, `${joiners} 👨\u200d👩\u200d👧`],
      ["日本語 ページ", "日程"],
      ["  日本語_ページ ", "日程"],
      ["gemischt", "vier\nfünf sechssieben\nacht"],
    ])("the title %s is read as Redmine reads it, or as it is listed", async (title, text) => {
      expect(await read("yuki", getWikiPage, { project_id: "uebung", title })).toContain(text);
    });

    test("one character is searched for where Redmine does", async () => {
      expect(await read("yuki", searchRedmine, { query: "日" })).toContain("日本語");
    });

    test("a passage is replaced as it is shown, and nothing else changes by a byte", async () => {
      const stored = async () => (await untidy.ask("dieter", "/projects/uebung/wiki/Gemischt.json")).wiki_page.text;
      expect(await stored()).toBe(mixed);
      for (const [old_text, new_text, now] of [
        ["zwei\ndrei", "zwei\n2½\ndrei", mixed.replace("zwei\n", "zwei\n2½\r\n")],
        ["vier\nfünf sechs", "vier\nfünf SECHS", mixed.replace("zwei\n", "zwei\n2½\r\n").replace("sechs", "SECHS")],
      ] as const) {
        await read("dieter", saveWikiPage, { project_id: "uebung", title: "Gemischt", old_text, new_text });
        expect(await stored()).toBe(now);
      }
    });
  });
}
