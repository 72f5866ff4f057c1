/** Groups of tools that an operator switches on together; `all` stands for every one of them. */
export const toolsets = [
  "core",
  "planning",
  "people",
  "time",
  "wiki",
  "files",
  "news",
  "projects",
  "delete",
  "chatgpt",
] as const;

export type Toolset = (typeof toolsets)[number];
