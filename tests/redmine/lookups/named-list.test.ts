import { describe, expect, test } from "vitest";
import type { RedmineReader } from "../../../src/redmine/client.ts";
import { createLookups, type Lookups } from "../../../src/redmine/lookups.ts";
import { choose, LookupRefusal, type NamedList } from "../../../src/redmine/named-list.ts";

interface Entry {
  id: number;
  name: string;
  of?: string;
}

// the list is given below, so nothing asks Redmine
const redmineWith = (lookups: Lookups) => ({ lookups }) as RedmineReader;

function listOf(...loads: (readonly Entry[])[]): { list: NamedList<Entry>; loaded: () => number } {
  let times = 0;
  const list: NamedList<Entry> = {
    kind: "versions:1",
    what: "version in Alpha",
    load: async () => loads[Math.min(times++, loads.length - 1)] ?? [],
    detail: (entry) => entry.of,
  };
  return { list, loaded: () => times };
}

async function refusal(work: Promise<unknown>): Promise<LookupRefusal> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LookupRefusal) return error;
  throw new Error("was not refused");
}

const versions = [
  { id: 1, name: "1.0" },
  { id: 2, name: "2" },
  { id: 3, name: "2.0", of: "of Alpha" },
  { id: 4, name: "2.0", of: "of Beta" },
  { id: 5, name: "Next" },
];

describe("a name or an id", () => {
  const lookups = () => createLookups().of("alice");

  test.each([
    [1, 1],
    ["1.0", 1],
    ["next ", 5],
    ["NEXT", 5],
    ["2", 2], // a name made of digits is a name first
    [2, 2],
    ["5", 5], // nothing is called 5, so it is the id
  ])("%j is entry %d", async (given, id) => {
    const { list } = listOf(versions);
    expect(await choose(list, given, redmineWith(lookups()))).toMatchObject({ id });
  });

  test("that fits several is answered with what tells them apart", async () => {
    const { list } = listOf(versions);
    const error = await refusal(choose(list, "2.0", redmineWith(lookups())));

    expect(error.problem).toBe("ambiguous");
    expect(error.message).toContain("3 (2.0, of Alpha); 4 (2.0, of Beta)");
    expect(error.message).toContain("Call again with the number");
  });

  test("exact spelling wins over other capitals", async () => {
    const { list } = listOf([
      { id: 1, name: "API" },
      { id: 2, name: "Api" },
    ]);
    expect(await choose(list, "Api", redmineWith(lookups()))).toMatchObject({ id: 2 });
    expect((await refusal(choose(list, "api", redmineWith(lookups())))).problem).toBe("ambiguous");
  });

  test("unknown is answered with the names there are, after one more look at Redmine", async () => {
    const { list, loaded } = listOf(versions);
    const cache = lookups();
    await choose(list, 1, redmineWith(cache));

    const error = await refusal(choose(list, "Nxt", redmineWith(cache)));

    expect(error.problem).toBe("unknown");
    expect(error.message).toContain("There is no version in Alpha “Nxt”");
    expect(error.message).toContain("1.0, 2, 2.0, Next");
    expect(loaded()).toBe(2);
  });

  test("new since the list was read is found", async () => {
    const { list } = listOf(versions, [...versions, { id: 6, name: "3.0" }]);
    const cache = lookups();
    await choose(list, 1, redmineWith(cache));

    expect(await choose(list, "3.0", redmineWith(cache))).toMatchObject({ id: 6 });
  });

  test("known is found without asking Redmine again", async () => {
    const { list, loaded } = listOf(versions);
    const cache = lookups();
    await choose(list, "Next", redmineWith(cache));
    await choose(list, "1.0", redmineWith(cache));

    expect(loaded()).toBe(1);
  });

  test("of one sign-in is not looked up in the list of another", async () => {
    const all = createLookups();
    await choose(listOf(versions).list, "Next", redmineWith(all.of("alice")));

    const { list, loaded } = listOf([{ id: 9, name: "Next" }]);
    expect(await choose(list, "Next", redmineWith(all.of("bob")))).toMatchObject({ id: 9 });
    expect(loaded()).toBe(1);
  });
});

test("names of a million letters are compared and shown by their beginnings, in little time", async () => {
  const long = Array.from({ length: 7 }, (_, id) => ({ id, name: `${id}${"s".repeat(1_000_000)}` }));
  const { list } = listOf(long);
  const spent: number[] = []; // CPU ms of three readings: the first one also compiles the code
  for (let reading = 0; reading < 3; reading += 1) {
    const begun = process.threadCpuUsage();
    const { message } = await refusal(choose(list, "Nothing like it", redmineWith(createLookups().of("alice"))));
    const { user, system } = process.threadCpuUsage(begun);
    spent.push((user + system) / 1_000);
    expect(message).toContain("0sss");
    expect(message.length).toBeLessThan(2_000);
  }
  expect(Math.min(...spent)).toBeLessThan(40);
});
