import type { Document, NewsComment, NewsItem, WikiPage } from "../../../src/sample-redmine/content-records.ts";
import { at } from "./day.ts";
import { alice, bob } from "./people.ts";

type Page = { id: number; title: string; texts: string[]; day: number; by?: number; parent?: number; project?: number };

const page = ({ id, title, texts, day, by = alice, parent, project = 1 }: Page): WikiPage => ({
  id,
  project_id: project,
  title,
  parent_id: parent ?? null,
  created_on: at(day),
  versions: texts.map((text, index) => ({
    version: index + 1,
    text,
    author_id: by,
    comments: `Version ${index + 1}`,
    updated_on: at(day + index),
  })),
});

const guideSections = Array.from({ length: 40 }, (_, index) =>
  `## Section ${index + 1}\n\nParagraph about step ${index + 1}. `.repeat(3),
);

export const wikiPages: WikiPage[] = [
  page({
    id: 1,
    title: "Wiki",
    day: 30,
    texts: [
      "# Alpha\n\nStart here.",
      "# Alpha\n\nStart here. See [[Guide]] and #61.",
      "# Alpha\n\nStart here. See [[Guide]], [[Troubleshooting]] and #61.\n\n{{toc}}\n\n## History\n\nThird version.",
    ],
  }),
  page({ id: 2, title: "Guide", day: 31, parent: 1, texts: [`# Guide\n\n${guideSections.join("\n\n")}`] }),
  page({
    id: 3,
    title: "Troubleshooting",
    day: 32,
    parent: 2,
    by: bob,
    texts: ["# Troubleshooting\n\n| Symptom | Cure |\n|---|---|\n| slow | index |\n"],
  }),
  page({ id: 4, title: "Über_uns", day: 33, parent: 1, texts: ["# Über uns\n\n你好"] }),
  page({ id: 5, title: "Release_notes", day: 34, texts: ["# 1.1\n\n- fixed things"] }),
  page({ id: 6, title: "Wiki", day: 36, project: 2, texts: ["# Secret wiki\n\nzanzibar"] }),
];

export const news: NewsItem[] = [
  ...[1, 2, 3].map((n) => ({
    id: n,
    project_id: 1,
    title: `News item ${n}`,
    summary: `Summary ${n}`,
    description: `Text of **news** ${n}.`,
    author_id: alice,
    created_on: at(39 + n),
  })),
  {
    id: 4,
    project_id: 2,
    title: "Secret news",
    summary: "s",
    description: "zanzibar",
    author_id: alice,
    created_on: at(60),
  },
];

export const newsComments: NewsComment[] = [{ id: 1, news_id: 1, author_id: bob, content: "Good to hear." }];

export const documents: Document[] = [
  { id: 1, project_id: 1, title: "Handbook", description: "A document.", created_on: at(60) },
];
