import { describe, expect, test } from "vitest";
import { encodingNamed } from "../../src/format/text-encoding.ts";
import { encode } from "../support/encode.ts";
import { readText } from "./read-text.ts";

const japanese = "サーバーに接続できませんでした。設定を確認してから、もう一度お試しください。\nエラー番号: 42\n";
const chinese = "无法连接到服务器。请检查您的网络设置,然后再试一次。\n错误代码: 42\n";
const taiwanese = "無法連線到伺服器。請檢查您的網路設定,然後再試一次。\n錯誤代碼: 42\n";
const korean = "서버에 연결할 수 없습니다. 네트워크 설정을 확인한 후 다시 시도하십시오.\n오류 코드: 42\n";
const russian = "Не удалось подключиться к серверу. Проверьте настройки сети и повторите попытку.\nКод ошибки: 42\n";
const ukrainian = "Не вдалося під'єднатися до сервера. Перевірте налаштування мережі, її адресу.\n";
const greek = "Δεν ήταν δυνατή η σύνδεση με τον διακομιστή. Ελέγξτε τις ρυθμίσεις δικτύου.\n";
const german = "Größe überprüfen: Der Schlüssel für die Tür läßt sich nicht öffnen.\n";
const polish = "Nie można połączyć się z serwerem. Sprawdź ustawienia sieci i spróbuj ponownie, żeby uniknąć błędu.\n";
const czech = "Příliš žluťoučký kůň úpěl ďábelské ódy. Nelze se připojit k serveru.\n";
const hungarian =
  "Nem sikerült csatlakozni a kiszolgálóhoz. Ellenőrizze a hálózati beállításokat, és próbálja újra később.\n";
const turkish = "Sunucuya bağlanılamadı. Ağ ayarlarınızı kontrol edip yeniden deneyin, şifreyi değiştirin.\n";
const hebrew = "לא ניתן להתחבר לשרת. בדוק את הגדרות הרשת ונסה שוב מאוחר יותר.\n";
const arabic = "تعذر الاتصال بالخادم. تحقق من إعدادات الشبكة ثم حاول مرة أخرى.\n";
const lithuanian =
  "Nepavyko prisijungti prie serverio. Patikrinkite tinklo nustatymus ir bandykite dar kartą, žiūrėkite įrašą šį.\n";
const vietnamese = "Không thể kết nối với máy chủ. Vui lòng kiểm tra cài đặt mạng và thử lại.\n";
const thai = "ไม่สามารถเชื่อมต่อกับเซิร์ฟเวอร์ได้ โปรดตรวจสอบการตั้งค่าเครือข่าย\n";

describe("a text in a legacy encoding is read, and the encoding is named as a guess", () => {
  test.each([
    ["shift_jis", japanese],
    ["euc-jp", japanese],
    ["iso-2022-jp", japanese],
    ["gb18030", chinese],
    ["big5", taiwanese],
    ["euc-kr", korean],
    ["koi8-r", russian],
    ["ibm866", russian],
    ["iso-8859-5", russian],
    ["iso-8859-2", czech],
    ["windows-1251", russian],
    ["windows-1251", ukrainian],
    ["windows-1253", greek],
    ["windows-1252", german],
    ["windows-1250", polish],
    ["windows-1250", czech],
    ["windows-1250", hungarian],
    ["windows-1254", turkish],
    ["windows-1255", hebrew],
    ["windows-1256", arabic],
    ["windows-1257", lithuanian],
    ["windows-1258", vietnamese],
    ["windows-874", thai],
    ["utf-16le", german],
    ["utf-16be", german],
    ["utf-16le", `${japanese}　全角`],
    ["utf-16be", russian],
  ])("%s: %s", (encoding, text) => {
    const bytes = encode(text, encoding);
    expect(readText(bytes, false)).toMatchObject({
      text: expect.any(String),
      encoding,
      guessed: true,
      damaged: false,
    });
    expect(readText(bytes, false)?.text.normalize("NFC")).toBe(text.normalize("NFC"));
    // behind pages of ASCII, and cut anywhere
    const log = new Uint8Array([...new TextEncoder().encode("plain line\n".repeat(2_000)), ...bytes]);
    if (!encoding.startsWith("utf-16"))
      expect(readText(log, false)?.text.normalize("NFC")).toContain(text.normalize("NFC"));
    const half = bytes.subarray(0, bytes.length - 8);
    expect(readText(half, true)?.encoding).toBe(encoding);
  });

  test.each([
    ["shift_jis", "設定ファイル"],
    ["gb18030", "错误报告"],
    ["euc-kr", "오류 보고"],
    ["windows-1251", "Ошибка сервера"],
    ["koi8-r", "ошибка сервера"],
    ["windows-1252", "Müll"],
    ["windows-1252", "café à la carte"],
  ])("a few words in %s: %s", (encoding, text) => {
    expect(readText(encode(text, encoding), false)?.text).toBe(text);
  });
});

test("UTF-8 is no guess, with a mark or without, and a few damaged bytes do not change that", () => {
  expect(readText(new TextEncoder().encode(russian), false)).toEqual({
    text: russian,
    encoding: "utf-8",
    guessed: false,
    damaged: false,
  });
  const damaged = new Uint8Array([...new TextEncoder().encode(russian), 0xd0, 0x20, 0x61]);
  expect(readText(damaged, false)).toMatchObject({ encoding: "utf-8", guessed: false, damaged: true });
});

test("a log with holes of zero bytes is a text, and the holes are told", () => {
  const log = new TextEncoder().encode("one\0\0\0\0\ntwö\nthree and four\n");
  expect(readText(log, false)).toMatchObject({
    text: "one\ntwö\nthree and four\n",
    encoding: "utf-8",
    hasHoles: true,
  });
  expect(readText(new TextEncoder().encode("abc\0def\n"), false)?.text).toBe("abcdef\n");
});

test("data is no text", () => {
  const random = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7_919 + (at >> 3) * 31) & 0xff);
  expect(readText(random, false)).toBeUndefined();
  expect(readText(new Uint8Array([1, 0, 2]), false)).toBeUndefined();
});

test("names of encodings are taken as people write them", () => {
  expect(["CP932", "cp1250", "UHC", "Latin1", "sjis", "gbk", "KOI8-R", "windows1251"].map(encodingNamed)).toEqual([
    "shift_jis",
    "windows-1250",
    "euc-kr",
    "windows-1252",
    "shift_jis",
    "gbk",
    "koi8-r",
    "windows-1251",
  ]);
  expect(encodingNamed("klingon")).toBeUndefined();
});
