import { expect, test } from "vitest";
import { checkboxesOf } from "../../src/redmine/permission-labels.ts";
import { Browser } from "../support/browser.ts";
import { redmine } from "./redmine.ts";

test("the form of the real Redmine has the checkboxes that we tell administrators to tick, in our words and order", async () => {
  const browser = new Browser();
  const login = await browser.open(
    `${redmine.url}/login?back_url=${encodeURIComponent(`${redmine.url}/oauth/applications/new`)}`,
  );
  const form = login.forms.find(({ controls }) => controls.some(({ name }) => name === "username"));
  if (!form) throw new Error("no login form");
  const { login: username, password } = redmine.people.admin;
  const { html } = await browser.submit(form, { username, password });

  const groups = html.split("<fieldset>").slice(2); // the first is the administrator's own
  const found = groups.map((group) => ({
    title: /<legend>([^<]+)/.exec(group)?.[1],
    boxes: [...group.matchAll(/<input type="checkbox"([^>]*)>\s*([^<]+?)\s*<\/label>/g)].map(
      ([, input = "", label]) => ({
        name: /value="(\w+)"/.exec(input)?.[1],
        label: label?.replaceAll("&#39;", "'"),
        fixed: input.includes("disabled"),
      }),
    ),
  }));

  expect(found.length).toBeGreaterThan(8);
  expect(found).toEqual(checkboxesOf(found.flatMap(({ boxes }) => boxes.map(({ name }) => `${name}`))));
});
