import type { PluginToolset, Toolset } from "../config/toolsets.ts";

/** What a tool has only where the toolset for a plugin is on: names of its parameters, and permissions to ask for. */
export type Plugins = Partial<
  Record<PluginToolset, { parameters?: readonly string[]; extraScopes: readonly string[] }>
>;

/** The parameters of toolsets that are off, and the permissions of those that are on. */
export function ofPlugins(plugins: Plugins, toolsets: readonly Toolset[]) {
  const parts = Object.entries(plugins).map(([toolset, part]) => ({
    ...part,
    on: toolsets.some((on) => on === toolset),
  }));
  const hidden = parts.flatMap(({ on, parameters = [] }) =>
    on ? [] : parameters.map((name) => [name, true as const]),
  );
  return {
    hidden: Object.fromEntries(hidden),
    pluginScopes: parts.flatMap(({ on, extraScopes }) => (on ? extraScopes : [])),
  };
}
