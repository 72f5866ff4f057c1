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
const seagull = () =>
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
const soldChart = () => {
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

const engine = `rpm,temperature_c,oil_bar,note
800,71,4.1,purrs
1200,78,4.0,purrs
1400,84,3.6,first cough
1500,88,3.1,coughs
1600,93,2.4,stopped before she did
`;

const jackets = `boat,deck,counted,expired
Heron,main,160,0
Heron,upper,40,4
Puffin,main,105,8
Puffin,upper,20,0
Old Faithful,main,70,0
`;

const firstDays = `sailing,from,to,boat,days
0610,Island,Old Town,Heron,daily
0740,Island,Old Town,Heron,daily
0810,Island,Old Town,Puffin,daily
1030,Island,Lighthouse,Old Faithful,weekends
1725,Old Town,Island,Heron,daily
1840,Old Town,Island,Puffin,daily
2330,Old Town,Island,Puffin,Fri Sat
`;

const serverLog = `00:00:03 seatmap  cache filled for 14 sailings (boat=heron seats=149)
05:52:10 fleet    swap 07:40 heron -> puffin (by captain's tablet, ruben)
05:52:10 fleet    swap stored, 98 seats
05:52:11 seatmap  swap event for sailing 740 ignored: sailing has no id 740
06:31:44 shop     07:40 free=51 (asked: seatmap)
06:58:02 shop     07:40 free=12 (asked: seatmap)
07:21:37 shop     07:40 sold out (asked: seatmap, boat=heron seats=149)
07:36:20 scanner  07:40 checked in 98 of 98 seats
07:36:41 scanner  07:40 ticket ok, NO SEAT
07:36:44 scanner  07:40 ticket ok, NO SEAT
`;

const contents: Readonly<Record<string, () => string | Uint8Array>> = {
  "passenger-85.png": seagull,
  "sold-7-40.png": soldChart,
  "port-engine.csv": () => engine,
  "life-jackets.csv": () => jackets,
  "timetable.csv": () => firstDays,
  "seatmap.log": () => serverLog,
};

/** The bytes of a file that a story names. */
export function fileContents(name: string): Uint8Array {
  const content = contents[name]?.();
  if (content === undefined) throw new Error(`the stories have no file “${name}”`);
  return typeof content === "string" ? Buffer.from(content) : content;
}
