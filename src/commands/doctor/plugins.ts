import type { Config } from "../../config.ts";
import { type Plugin, plugins, presenceOf } from "../../redmine/plugin-probes.ts";
import type { Send } from "../../redmine/send.ts";
import { redmineScopesOf, selectTools } from "../../tools/select.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

/** Toolsets for plugins: on without the plugin, or off with it. */
export async function pluginFindings(config: Config, send: Send): Promise<Finding[]> {
  const { toolsets } = config;
  const presences = await Promise.all(plugins.map((plugin) => presenceOf(plugin, send)));
  return plugins.flatMap((plugin, at) => {
    const isOn = toolsets.includes(plugin.toolset);
    const about = `Plugin ${plugin.title}`;
    const presence = presences[at];
    if (presence === "present" && isOn) return [ok(about, `Redmine has it, and the toolset ${plugin.toolset} is on`)];
    if (presence === "present") return [off(plugin, config)];
    if (!isOn) return [];
    if (presence === "absent") {
      const remedy = `Take ${plugin.toolset} out of TOOLSETS: its tools are not listed.`;
      return [fault(about, `the toolset ${plugin.toolset} is on, but Redmine does not have the plugin`, remedy)];
    }
    return [
      warning(about, `the toolset ${plugin.toolset} is on; whether Redmine has the plugin cannot be seen from here`),
    ];
  });
}

function off({ toolset, title }: Plugin, config: Config): Finding {
  const boxesWith = (toolsets: Config["toolsets"]) => redmineScopesOf(selectTools({ ...config, toolsets }), "write");
  const present = boxesWith(config.toolsets);
  const boxes = boxesWith([...config.toolsets, toolset]).filter((box) => !present.includes(box));
  return warning(
    `Plugin ${title}`,
    "Redmine has it, and its toolset is off",
    `TOOLSETS=${[...config.toolsets, toolset].join(",")} turns it on.`,
    ...(config.redmineAuth === "oauth" && boxes.length > 0
      ? [`First select in Redmine's application (Administration → Applications): ${boxes.join(", ")}.`]
      : []),
  );
}
