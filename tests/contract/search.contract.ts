import { describe, expect, test } from "vitest";
import { callsOf } from "./call.ts";
import type { Login, Target } from "./target.ts";

/** What a search finds and how it says so. */
export function searchContract(target: Target): void {
  const call = callsOf(target);
  const found = async (who: Login | undefined, query: string, within = "") => {
    const { status, body } = await call.get(who, `${within}/search.json?${query}`);
    expect(status).toBe(200);
    return body.results.map(({ type, id }: { type: string; id: number }) => `${type} ${id}`);
  };

  describe("search", () => {
    test("a result has the whole text, an address, and no project", async () => {
      const { body } = await call.get("alice", "/search.json?q=memory+grows&issues=1");
      expect(body).toMatchObject({ total_count: 1, offset: 0, limit: 25 });
      expect(body.results[0]).toEqual({
        id: 61,
        title: "Bug #61 (In Progress): Memory grows on every request",
        type: "issue",
        url: `${target.url}/issues/61`,
        description:
          "The worker's resident size grows until it is killed.\r\n\r\n![graph](graph.png)\r\n\r\nSee also #1 and [[Troubleshooting]].",
        datetime: "2026-03-21T09:00:00Z",
      });
    });

    test("everybody finds what they see", async () => {
      expect(await found("alice", "q=zanzibar")).toHaveLength(7);
      expect(await found("bob", "q=zanzibar")).toEqual([]);
      expect(await found(undefined, "q=zanzibar")).toEqual([]);
    });

    test.each([
      ["q=handbook", ["document 1"]],
      ["q=troubleshooting&wiki_pages=1", ["wiki-page 3", "wiki-page 1"]],
      ["q=news+item&news=1", ["news 3", "news 2", "news 1"]],
      ["q=mobile&projects=1", ["project 3"]],
      ["q=REF-1007", ["issue 7"]],
      ["q=%22note+14%22", ["issue 61"]], // Note 15 is private
      ["q=graph&attachments=only", ["issue 62"]],
      ["q=login+redirect&titles_only=1&open_issues=1", ["issue 44", "issue 22", "issue 11"]],
    ])("%s", async (query, expected) => {
      expect(await found("bob", query)).toEqual(expected);
    });

    test("any of the words, when all_words is empty", async () => {
      const any = await found("bob", "q=theme+metadata&all_words=&titles_only=1&issues=1&limit=100");
      expect(any.length).toBeGreaterThan((await found("bob", "q=theme&titles_only=1&issues=1&limit=100")).length);
    });

    test("within a project, its subprojects only when asked", async () => {
      expect(await found("alice", "q=layout", "/projects/alpha")).toEqual([]);
      expect(await found("alice", "q=layout&scope=subprojects", "/projects/alpha")).toEqual(["issue 74"]);
      expect((await call.get("bob", "/projects/secret/search.json?q=zanzibar")).status).toBe(403);
      expect((await call.get("bob", "/projects/nope/search.json?q=zanzibar")).status).toBe(404);
    });

    test.each(["", "?q=", "?q=a"])("without a word of two letters (%s) nothing is counted", async (query) => {
      const { body } = await call.get("bob", `/search.json${query}`);
      expect(body).toEqual({ results: [], total_count: null, offset: 0, limit: 25 });
    });

    test("closed issues are another type", async () => {
      const { body } = await call.get("bob", "/search.json?q=%22Item+number+5.%22");
      expect(body.results[0]).toMatchObject({ id: 5, type: "issue-closed" });
    });
  });
}
