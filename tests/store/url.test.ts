import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { StoreUrlError } from "../../src/store/store-url-error.ts";
import { parseStoreUrl } from "../../src/store/url.ts";

describe("a store URL", () => {
  it.each([
    ["memory:", { kind: "memory" }],
    ["sqlite://./x.db", { kind: "sqlite", path: "./x.db" }],
    ["sqlite://x.db", { kind: "sqlite", path: "x.db" }],
    ["sqlite:///data/my tokens.db", { kind: "sqlite", path: "/data/my tokens.db" }],
    ["redis://localhost", { kind: "redis", tls: false, host: "localhost", port: 6379, database: 0 }],
    ["rediss://cache.example:6380/3", { kind: "redis", tls: true, host: "cache.example", port: 6380, database: 3 }],
    ["redis://[::1]:7000/", { kind: "redis", tls: false, host: "::1", port: 7000, database: 0 }],
    [
      "redis://us%40er:p%2Fw@h",
      { kind: "redis", tls: false, host: "h", port: 6379, database: 0, username: "us@er", password: "p/w" },
    ],
    ["redis://:pw@h", { kind: "redis", tls: false, host: "h", port: 6379, database: 0, password: "pw" }],
    [
      "redis+sentinel://s1/mymaster",
      {
        kind: "redis-sentinel",
        tls: false,
        sentinels: [{ host: "s1", port: 26379 }],
        master: "mymaster",
        database: 0,
      },
    ],
    [
      "rediss+sentinel://app:p%40w%2F@s1,s2:5000,[::1]:5001/my.master-1/3?sentinel_username=ops&sentinel_password=p%26w",
      {
        kind: "redis-sentinel",
        tls: true,
        username: "app",
        password: "p@w/",
        sentinels: [
          { host: "s1", port: 26379 },
          { host: "s2", port: 5000 },
          { host: "::1", port: 5001 },
        ],
        master: "my.master-1",
        database: 3,
        sentinelUsername: "ops",
        sentinelPassword: "p&w",
      },
    ],
    [
      "rediss+cluster://:pw@c1,c2:7000/",
      {
        kind: "redis-cluster",
        tls: true,
        password: "pw",
        database: 0,
        nodes: [
          { host: "c1", port: 6379 },
          { host: "c2", port: 7000 },
        ],
      },
    ],
  ])("%s is understood", (url, target) => {
    expect(parseStoreUrl(url)).toEqual(target);
  });

  it.each([
    "",
    "hunter2",
    "postgres://app:hunter2@db/x",
    "default:hunter2@redis:6379",
    "sqlite:x.db",
    "sqlite://",
    "sqlite:///data/",
    "sqlite://~/x.db",
    "sqlite://:memory:",
    "sqlite://x.db?mode=memory",
    "memory://",
    "redis://",
    "redis://:hunter2@",
    "redis://:hunter2@host:port",
    "redis://:hunter2@host/name",
    "redis://:hunter2@host/0/1",
    "redis://:hunter2@host?tls=true",
    "redis://:hunter2%@host",
    "redis://:hunter2@host#x",
    "redis://:hunter2@host1,host2",
    "redis+sentinel://:hunter2@host",
    "redis+sentinel://:hunter2@host/",
    "redis+sentinel://:hunter2@host/0/mymaster",
    "redis+sentinel://:hunter2@host,/mymaster",
    "redis+sentinel://:hunter2@host/mymaster?password=hunter2",
    "redis+sentinel://:hunter2@host/mymaster?sentinel_password=hunter2%",
    "redis+sentinel://:hunter2@host/mymaster?hunter2",
    "redis+sentinel://:hunter2@host:port/mymaster",
    "redis+cluster://:hunter2@host/1",
    "redis+cluster://:hunter2@host/0?tls=true",
    "redis+cluster://:hunter2@",
    "redis+cluster://:hunter/2@host",
    `redis+cluster://:hunter2@${"host,".repeat(40)}host`,
    "redis+replicas://:hunter2@host",
  ])("%s is refused by a sentence that repeats no secret", async (url) => {
    const error = await openStore(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUrlError);
    expect(String(error)).toMatch(/^StoreUrlError: [A-Z].*\.$|memory:\.$/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });
});
