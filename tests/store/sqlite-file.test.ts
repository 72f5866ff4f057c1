import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { overKeyv } from "../../src/store/over-keyv.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { type Store, StoreUnavailable } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { expectEveryCallUnavailable } from "./every-call.ts";

const minute = 60_000;
let directory: string;
let path: string;

beforeEach(() => {
  directory = temporaryFolder();
  path = join(directory, "x.db");
});

afterEach(() => rmSync(directory, { recursive: true }));

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

function rowsOnDisk(): Record<string, unknown>[] {
  const reader = new DatabaseSync(path, { readOnly: true });
  const rows = reader.prepare("SELECT * FROM records ORDER BY key").all();
  reader.close();
  return rows;
}

async function openSweeping(sweepEveryMs: number, onError: (error: Error) => void = () => {}): Promise<Store> {
  return overKeyv(await openSqlite(path, { now: Date.now, onError, sweepEveryMs }), Date.now);
}

describe("the file", () => {
  it("is its owner's alone, as are the directories made for it and the files that SQLite puts beside it", async () => {
    const file = join(directory, "new", "deep", "x.db");
    const store = await openStore(`sqlite://${file}`);
    await store.set("grant", "k", "x", minute);
    expect(modeOf(join(directory, "new"))).toBe("700");
    expect(modeOf(join(directory, "new", "deep"))).toBe("700");
    expect([file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(["600", "600", "600"]);
    await store.close();
  });

  it("is narrowed when others could read it", async () => {
    const first = await openStore(`sqlite://${path}`);
    await first.set("grant", "k", "x", minute);
    for (const suffix of ["", "-wal", "-shm"]) chmodSync(path + suffix, 0o644);
    const second = await openStore(`sqlite://${path}`);
    expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual(["600", "600", "600"]);
    await first.close();
    await second.close();
  });

  it("is found by a relative path", async () => {
    const store = await openStore(`sqlite://./${relative(process.cwd(), path)}`);
    expect(existsSync(path)).toBe(true);
    await store.close();
  });

  it("holds a value as it is, whichever call wrote it, and nothing else about it but key and expiry", async () => {
    const store = await openStore(`sqlite://${path}`, { now: () => 1_000 });
    await store.set("a", "set", "value of set", 500);
    await store.add("b", "add", "value of add", 500);
    await store.set("c", "replace", "x", 1);
    await store.replace("c", "replace", "value of replace", 500);
    expect(rowsOnDisk()).toEqual([
      { key: "a:set", value: "value of set", namespace: "", expires: 1_500 },
      { key: "b:add", value: "value of add", namespace: "", expires: 1_500 },
      { key: "c:replace", value: "value of replace", namespace: "", expires: 1_500 },
    ]);
    await store.close();
  });

  it("keeps its records when it is opened again", async () => {
    const before = await openStore(`sqlite://${path}`);
    await before.set("grant", "k", "x", minute);
    await before.close();
    const after = await openStore(`sqlite://${path}`);
    expect(await after.get("grant", "k")).toBe("x");
    await after.close();
  });
});

describe("expired rows", () => {
  it("leave the file by themselves, more than one batch of them, and live ones stay", async () => {
    const store = await openSweeping(50);
    await Promise.all(Array.from({ length: 450 }, (_, i) => store.set("code", `k${i}`, "x", 1)));
    await store.set("grant", "alive", "x", minute);
    await vi.waitFor(() => expect(rowsOnDisk().map((row) => row.key)).toEqual(["grant:alive"]), 20_000);
    await store.close();
  });

  it("leave no bytes behind", async () => {
    const store = await openSweeping(minute);
    await store.set("code", "k", `secret-of-an-expired-record${"x".repeat(5_000)}`, 1);
    await store.set("grant", "alive", "still-here", minute);
    await store.close();
    expect(readFileSync(path, "latin1")).toContain("secret-of-an-expired-record");

    await (await openSweeping(minute)).close(); // the first sweep is part of opening
    expect(existsSync(`${path}-wal`)).toBe(false);
    const bytes = readFileSync(path, "latin1");
    expect(bytes).toContain("still-here");
    expect(bytes).not.toContain("secret-of-an-expired-record");
  });

  it("are tried again when they could not be removed, and the operator is told", async () => {
    const told: Error[] = [];
    const store = await openSweeping(30, (error) => told.push(error));
    await store.set("code", "k", "x", 1);
    const vandal = new DatabaseSync(path);
    vandal.exec("ALTER TABLE records RENAME TO hidden");
    await vi.waitFor(() => expect(told[0]).toBeInstanceOf(StoreUnavailable), 20_000);
    vandal.exec("ALTER TABLE hidden RENAME TO records");
    vandal.close();
    await vi.waitFor(() => expect(rowsOnDisk()).toEqual([]), 20_000);
    await store.close();
  });
});

describe("a file that cannot be used", () => {
  it("is unavailable, not empty, when its table is gone", async () => {
    const store = await openStore(`sqlite://${path}`);
    await store.set("grant", "k", "x", minute);
    const vandal = new DatabaseSync(path);
    vandal.exec("DROP TABLE records");
    vandal.close();
    await expectEveryCallUnavailable(store);
    await store.close();
  });

  it("is unavailable, not empty, when its bytes are overwritten", async () => {
    const store = await openStore(`sqlite://${path}`);
    for (let i = 0; i < 200; i++) await store.set("grant", `k${i}`, "x".repeat(4_000), minute);
    await store.close();
    const size = statSync(path).size;
    const reopened = await openStore(`sqlite://${path}`);
    writeFileSync(path, Buffer.alloc(size, 0xab));
    await expectEveryCallUnavailable(reopened);
    await reopened.close();
  });

  it("does not answer a ping when another file has taken its place", async () => {
    const store = await openStore(`sqlite://${path}`);
    await store.ping();
    renameSync(path, `${path}.old`);
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    writeFileSync(path, "");
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it.each<[string, () => string]>([
    ["a directory", () => directory],
    [
      "below a file",
      () => {
        writeFileSync(join(directory, "file"), "");
        return join(directory, "file", "x.db");
      },
    ],
    [
      "something else than a database",
      () => {
        writeFileSync(path, "Dear diary, ".repeat(1_000));
        return path;
      },
    ],
    [
      "where a directory is called as the file that SQLite needs",
      () => {
        mkdirSync(`${path}-wal`);
        return path;
      },
    ],
  ])("cannot be opened: %s", async (_, makePath) => {
    const bad = makePath();
    const error = await openStore(`sqlite://${bad}`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(String(error)).toContain(bad);
    if (existsSync(path) && statSync(path).size > 0) expect(readFileSync(path, "utf8")).toMatch(/^Dear diary/);
  });
});

it("an open store does not keep its process alive", () => {
  const script = `import { openStore } from ${JSON.stringify(new URL("../../src/store/open.ts", import.meta.url).href)};
    await openStore("memory:");`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 30_000 });
  expect(run.status).toBe(0);
});
