import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const security = readFileSync("SECURITY.md", "utf8");
const section = security.slice(security.indexOf("## Threats and defences"), security.indexOf("## Known limits"));
const rows = section.split("\n").filter((row) => row.startsWith("| ") && !/^\| (attack|what happens) /.test(row));

/** `[words](tests/file) “title” “title”`; a title may quote a word itself. */
function proofsIn(row: string): { file: string; titles: string[] }[] {
  const links = [...row.matchAll(/\[[^\]]+\]\((tests\/[^)]+)\)((?: “(?:[^“”]|“[^“”]*”)+”)+)/g)];
  return links.map(([, file = "", quoted = ""]) => ({
    file,
    titles: [...quoted.matchAll(/ “((?:[^“”]|“[^“”]*”)+)”/g)].map(([, title = ""]) => title),
  }));
}

describe("the threat model", () => {
  test("has its rows", () => {
    expect(rows.length).toBeGreaterThan(35);
  });

  test.each(rows.map((row) => [row.split("|")[1]?.trim() ?? "", row]))("%s: names tests that exist", (_, row) => {
    const proofs = proofsIn(row);
    expect(proofs.flatMap(({ titles }) => titles).length).toBeGreaterThan(0);
    expect(row.match(/\]\(/g)).toHaveLength(proofs.length);

    for (const { file, titles } of proofs) {
      expect(existsSync(file), file).toBe(true);
      const source = readFileSync(file, "utf8");
      for (const title of titles) expect(source, file).toContain(title);
    }
  });
});
