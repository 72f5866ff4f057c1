import { parse } from "dotenv";
import { expect, test } from "vitest";
import { withValues } from "../../src/config/dotenv-text.ts";

test("changes the lines it must, adds what is new at the end, and leaves everything else", () => {
  const before = "# mine\nREDMINE_URL=old\n\nexport READ_ONLY=true # kept\nREDMINE_URL=twice\nOTHER='a b'";

  expect(withValues(before, { REDMINE_URL: "https://r.example", MCP_BASE_URL: "https://m.example" })).toBe(
    "# mine\nREDMINE_URL=https://r.example\n\nexport READ_ONLY=true # kept\nOTHER='a b'\nMCP_BASE_URL=https://m.example\n",
  );
});

test("takes away what is undefined", () => {
  expect(withValues("A=1\nB=2\n", { A: undefined })).toBe("B=2\n");
});

test.each(["plain", "with space", "a#b", `quo"te`, "apos'trophe", "back`tick", `'"`, "$HOME", "=equals", "äö"])(
  "what is written is what is read: %s",
  (value) => {
    expect(parse(withValues("", { A: value })).A).toBe(value);
  },
);
