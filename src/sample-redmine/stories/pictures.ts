import { crc32, deflateSync } from "node:zlib";

type Colour = [red: number, green: number, blue: number];

/** A PNG of coloured squares (PNG 3rd edition §11: IHDR, PLTE, IDAT, IEND); `rows` name their colours by letters. */
function png(rows: readonly string[], palette: Readonly<Record<string, Colour>>, square: number): Uint8Array {
  const letters = Object.keys(palette);
  const width = (rows[0]?.length ?? 0) * square;
  const lines = rows.flatMap((row) => {
    const pixels = [...row].flatMap((letter) => Array<number>(square).fill(Math.max(0, letters.indexOf(letter))));
    return Array.from({ length: square }, () => Buffer.from([0, ...pixels])); // 0: the line is not filtered
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, 3], 8); // 8 bits each, an index into the palette

  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(Object.values(palette).flat())),
    chunk("IDAT", deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Margaret at the pier: sky, sea, white, grey, black, orange, wood. */
export const seagull = () =>
  png(
    [
      "................................",
      "................................",
      "...........wwww.................",
      "..........wwwwww................",
      "..........wwwkww................",
      "..........wwwwwwoooo............",
      "..........wwwwwwoo..............",
      ".........wwwwwww................",
      "........wwwwwwww................",
      ".......wwwwwwwwww...............",
      "......wgggggwwwwww..............",
      ".....wgggggggwwwww..............",
      "....gggggggggwwwww..............",
      "...ggggggggggwwww...............",
      "..kkgggggggwwwww................",
      ".kkk..wwwwwwww..................",
      "..........o...o.................",
      "..........o...o.................",
      ".........ooo.ooo................",
      "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "~~bb~~~~~~~~~~~~~~~~~~~~~~~bb~~~",
      "~~bb~~~~~~~~~~~~~~~~~~~~~~~bb~~~",
      "~~bb~~~~~~~~~~~~~~~~~~~~~~~bb~~~",
    ],
    {
      ".": [168, 208, 235],
      "~": [45, 98, 138],
      w: [250, 250, 248],
      g: [150, 160, 170],
      k: [25, 25, 30],
      o: [238, 140, 40],
      b: [120, 86, 58],
    },
    10,
  );

const sold = [84, 91, 77, 95, 60, 117, 88, 71, 104, 93, 97, 82, 90, 119];
const seats = 98;

/** A bar for each day, red where more tickets were sold than there are seats. */
export const soldChart = () => {
  const heightOf = (tickets: number) => Math.round(tickets / 5);
  const rows = Array.from({ length: 26 }, (_, line) => {
    const height = 26 - line;
    const empty = height === heightOf(seats) ? "-" : " ";
    const bars = sold.map((tickets) => {
      if (height > heightOf(tickets)) return empty.repeat(3);
      return `${empty}${(tickets > seats ? "r" : "b").repeat(2)}`;
    });
    return `${bars.join("")}${empty}`;
  });

  return png(rows, { " ": [255, 255, 255], "-": [90, 90, 90], b: [70, 130, 180], r: [205, 55, 50] }, 10);
};
