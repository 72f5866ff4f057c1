import { expect, test } from "vitest";
import { failureOf } from "../../src/redmine/failure.ts";
import { type Element, readElements } from "../../src/redmine/html.ts";
import { readIssueForm } from "../../src/redmine/issue-form.ts";

const names = (count: number) => Array.from({ length: count }, (_, at) => `data-${at}`).join(" ");

async function read(html: string): Promise<Element[]> {
  const elements: Element[] = [];
  await readElements(html, new Set(["input"]), (element) => elements.push(element));
  return elements;
}

test("a tag with as many attributes as pages have is read, wherever the parts end that it is read in", async () => {
  for (let before = 31_500; before < 32_770; before += 37) {
    const [input, ...others] = await read(`${" ".repeat(before)}<input ${names(99)} value="a > b">`);
    expect(others).toEqual([]);
    expect([input?.attributes.size, input?.attributes.get("value")]).toEqual([100, "a > b"]);
  }
});

test("long attributes, and one that is there ten thousand times, are read", async () => {
  const [input] = await read(`<input ${"a ".repeat(10_000)} value="${"b".repeat(100_000)}">`);
  expect(input?.attributes.get("value")).toHaveLength(100_000);
});

test.each([
  ["a tag with 600,000 attributes", `<input ${names(600_000)}>`],
  ["one that never ends", `<input ${names(600_000)}`],
  ["a closing tag with as many", `</input ${names(600_000)}>`],
  ["a tag that is not asked for", `<b ${names(101)}>`],
])("%s is a failure, not a page on which nothing is", async (_, html) => {
  expect(await read(html).then(() => undefined, failureOf)).toMatchObject({ reason: "not_redmine", because: "shape" });
});

test("an issue's page with such a tag has no form that could be read", async () => {
  const page = `<div id="all_attributes"><p><input ${names(30_000)}></p></div>`;
  expect(await readIssueForm(page).then(() => undefined, failureOf)).toMatchObject({ reason: "not_redmine" });
});
