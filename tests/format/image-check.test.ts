import { describe, expect, test } from "vitest";
import { checkImage } from "../../src/format/image-check.ts";
import { gifOf, jpegOf, pngOf, webpOf } from "../support/pictures.ts";

describe.each([
  ["image/png", pngOf],
  ["image/jpeg", jpegOf],
  ["image/gif", gifOf],
  ["image/webp", webpOf],
] as const)("%s", (type, make) => {
  test.each([
    [1, 1],
    [640, 480],
    [9_000, 8_999],
  ])("says its size: %i × %i", (width, height) => {
    expect(checkImage(make(width, height), type)).toEqual({ width, height, complete: true });
  });

  test("cut anywhere it is not complete, and nothing throws", () => {
    const whole = make(640, 480);
    for (let length = 0; length < whole.length; length += 1) {
      expect(checkImage(whole.subarray(0, length), type)?.complete ?? false).toBe(false);
    }
  });

  test("without a size it is no image", () => {
    expect(checkImage(make(0, 480), type)).toBeUndefined();
  });

  test("any damage is read without throwing", () => {
    const whole = make(64, 48);
    for (let at = 0; at < whole.length; at += 1) {
      for (const byte of [0, 0x7f, 0xff])
        checkImage(
          whole.map((each, index) => (index === at ? byte : each)),
          type,
        );
    }
  });
});

test("a PNG whose data is damaged is not complete", () => {
  const damaged = pngOf(640, 480);
  damaged[50] = (damaged[50] ?? 0) ^ 1;
  expect(checkImage(damaged, "image/png")?.complete).toBe(false);
});
