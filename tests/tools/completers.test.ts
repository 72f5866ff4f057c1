import { expect, test } from "vitest";
import { completeProject } from "../../src/tools/completers.ts";
import { stubRedmine } from "../support/stub-redmine.ts";

test("projects that begin with what is typed come first, and each comes once", async () => {
  const rows = "Name,Identifier,Parent\nThe Bridge,bridge,\nBridge Lamps,lamps,\nOld Bridge,old,\nHarbour,harbour,\n";
  const { context } = stubRedmine({
    "/projects.csv": ({ searchParams }) =>
      new Response(searchParams.get("status") === "5" ? "Name,Identifier,Parent\n" : rows, {
        headers: { "content-type": "text/csv" },
      }),
  });
  expect(await completeProject("bri", context, {})).toEqual(["bridge", "lamps", "old"]);
  expect(await completeProject("", context, {})).toEqual(["bridge", "lamps", "old", "harbour"]);
});
