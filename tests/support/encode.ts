/** Text in a legacy encoding: TextDecoder turned around, for encodings of one and two bytes. */
export function encode(text: string, encoding: string): Uint8Array<ArrayBuffer> {
  if (encoding === "iso-2022-jp") return iso2022jp(text);
  if (encoding.startsWith("utf-16")) return utf16(text, encoding === "utf-16be");
  const bytesOf = tableOf(encoding);
  return new Uint8Array(
    [...text.normalize("NFC")].flatMap((character) => {
      const bytes = bytesOf.get(character) ?? composed(character, bytesOf);
      if (bytes.length === 0) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

/** Vietnamese letters of windows-1258: a letter with one mark, and the other mark behind it. */
function composed(character: string, bytesOf: ReadonlyMap<string, number[]>): number[] {
  const [base = "", ...marks] = character.normalize("NFD");
  for (const mark of marks) {
    const letter = bytesOf.get((base + mark).normalize("NFC"));
    if (letter) return [...letter, ...marks.filter((each) => each !== mark).flatMap((each) => bytesOf.get(each) ?? [])];
  }
  return [base, ...marks].flatMap((part) => bytesOf.get(part) ?? []);
}

const tables = new Map<string, Map<string, number[]>>();

function tableOf(encoding: string): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, number[]>();
  const add = (...bytes: number[]) => {
    try {
      const text = decoder.decode(new Uint8Array(bytes));
      if ([...text].length === 1 && !table.has(text)) table.set(text, bytes);
    } catch {
      // no character
    }
  };
  for (let byte = 0; byte < 256; byte += 1) add(byte);
  const isWide = /^(shift_jis|euc|gb|big5)/.test(encoding);
  for (let lead = 0x81; isWide && lead < 256; lead += 1) {
    for (let trail = 0x40; trail < 256; trail += 1) add(lead, trail);
  }
  tables.set(encoding, table);
  return table;
}

function iso2022jp(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let isWide = false;
  for (const character of text) {
    const wide = character > "\u007f";
    if (wide !== isWide) bytes.push(0x1b, ...(wide ? [0x24, 0x42] : [0x28, 0x42]));
    isWide = wide;
    bytes.push(...(wide ? [...encode(character, "euc-jp")].map((byte) => byte & 0x7f) : [character.charCodeAt(0)]));
  }
  return new Uint8Array([...bytes, ...(isWide ? [0x1b, 0x28, 0x42] : [])]);
}

function utf16(text: string, big: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Buffer.from(text, "utf16le"));
  if (big) for (let at = 0; at < bytes.length; at += 2) bytes.subarray(at, at + 2).reverse();
  return bytes;
}
