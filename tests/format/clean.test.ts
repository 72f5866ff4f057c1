import { describe, expect, test } from "vitest";
import { clean, line } from "../../src/format/clean.ts";

describe("spelling stays", () => {
  test.each([
    ["Persian", "می‌خواهم کتاب‌ها را"],
    ["Hindi", "क्‍ष और क्‌ष, नमस्‍ते"],
    ["Bengali", "র‍্যাব"],
    ["Malayalam", "അവന്‍"],
    ["Sinhala", "ශ්‍රී ලංකා"],
    ["an Arabic abbreviation", "هـ‍ سنة"],
    ["a family", "👨‍👩‍👧‍👦"],
    ["a skin tone", "👩🏽‍💻"],
    ["a heart on fire", "❤️‍🔥"],
    ["a flag", "🇩🇪 🏳️‍🌈"],
    ["a keycap", "1️⃣ #️⃣"],
    ["text form", "☎︎ ©️"],
    ["an ideographic variant", "葛\u{e0100}城市 辻\u{e0101}"],
    ["a mathematical variant", "∩\ufe00"],
    ["Mongolian", "ᠬ᠋ᠠ᠌ ᠨ\u180eᠠ"],
    ["a sign drawn around a number", "\u0600١٢٣"],
    ["marks and ligatures", "e\u0301 ﬁ ß"],
  ])("%s", (_, text) => {
    expect(clean(text)).toBe(text);
    expect(line(text)).toBe(text);
  });
});

describe("what nobody sees is gone", () => {
  test.each([
    ["a zero-width space", "a\u200bb", "ab"],
    ["joiners between other letters", "a\u200db\u200cc", "abc"],
    ["joiners in a row", "ی\u200c\u200dخ", "یخ"],
    ["a joiner at the beginning", "\u200dab", "ab"],
    ["bidirectional controls", "a\u202eb\u2066c\u2069\u200e\u061c", "abc"],
    ["tags", "a\u{e0041}\u{e0042}b\u{e007f}", "ab"],
    ["tags behind an emoji", "🏴\u{e0067}\u{e0062}", "🏴"],
    ["variation selectors on letters", "a\ufe00\ufe0fb\u{e0100}\u{e01ef}", "ab"],
    ["selectors in a row", "❤\ufe0f\ufe0f\ufe00", "❤\ufe0f"],
    ["hidden bytes behind an ideograph", "字\u{e0100}\u{e0101}\u{e0102}\u{e0103}", "字\u{e0100}"],
    ["fillers", "a\u115f\u1160\u3164\uffa0\u17b4\u034fb", "ab"],
    ["a soft hyphen and a byte order mark", "a\u00adb\ufeffc", "abc"],
    ["controls", "a\0b\u001b[31mc\u009d", "ab[31mc"],
    ["annotations", "a\ufff9b\ufffa\ufffb", "ab"],
    ["kept ranges", "a\u{e0fff}\u2065\ufff0b", "ab"],
    ["halves of characters", "a\ud800b", "a\ufffdb"],
  ])("%s", (_, text, seen) => {
    expect(clean(text)).toBe(seen);
  });

  test("no default-ignorable code point survives between Latin letters", () => {
    const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
    for (let code = 0x80; code < 0x110000; code += 1) {
      const character = code >= 0xd800 && code < 0xe000 ? "" : String.fromCodePoint(code);
      if (
        !ignorable.test(character) ||
        /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u.test(character)
      )
        continue;
      if (clean(`a${character}b`) !== "ab") throw new Error(`U+${code.toString(16)} survives`);
    }
  });
});

test("lines end alike", () => {
  expect(clean("a\r\nb\rc\u2028d\u2029e\u0085f\n")).toBe("a\nb\nc\nd\ne\nf\n");
});

test("2 MB of any text are cleaned in less than three seconds, also on a busy machine", () => {
  for (const piece of ["plain text ", "Größe und Maß ", "a\u200b", "می‌خواهم "]) {
    const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
    const began = performance.now();
    clean(text);
    expect(performance.now() - began).toBeLessThan(3_000);
  }
});
