import type { Parameters, Resource } from "../tools/resource.ts";

/** The resource behind a URI, and the parameters its template takes from it (RFC 6570 simple expansion, decoded). */
export function findResource(
  resources: readonly Resource[],
  uri: string,
): { resource: Resource; parameters: Parameters } | undefined {
  for (const resource of resources) {
    const parameters = parametersOf(resource, uri);
    if (parameters) return { resource, parameters };
  }
  return undefined;
}

function parametersOf({ uri: template, parameters }: Resource, uri: string): Parameters | undefined {
  const literals = template.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const match = new RegExp(`^${literals.join("([^/?#]+)")}$`).exec(uri);
  if (!match) return undefined;

  try {
    return Object.fromEntries(parameters.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
  } catch {
    return undefined; // half a percent sign
  }
}
