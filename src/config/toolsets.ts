/** Groups of tools that an operator switches on together; `all` stands for every one of them. */
export const toolsets = [
  "core",
  "issues",
  "planning",
  "people",
  "time",
  "wiki",
  "files",
  "news",
  "projects",
  "delete",
  "chatgpt",
  "views",
] as const;

/** For plugins of Redmine: on only where they are named, because their permissions exist only with the plugin. */
export const pluginToolsets = ["checklists", "tags", "agile", "dms", "templates"] as const;

export type PluginToolset = (typeof pluginToolsets)[number];

export type Toolset = (typeof toolsets)[number] | PluginToolset;
