import type { Arguments, Resource } from "../tools/resource.ts";

/** The resource behind a URI, and the arguments its template takes from it (RFC 6570 simple expansion, decoded). */
export function findResource(
  resources: readonly Resource[],
  uri: string,
): { resource: Resource; args: Arguments } | undefined {
  for (const resource of resources) {
    const args = argumentsOf(resource, uri);
    if (args) return { resource, args };
  }
  return undefined;
}

function argumentsOf({ uri: template, arguments: args }: Resource, uri: string): Arguments | undefined {
  const literals = template.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const match = new RegExp(`^${literals.join("([^/?#]+)")}$`).exec(uri);
  if (!match) return undefined;

  try {
    return Object.fromEntries(args.map(({ name }, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
  } catch {
    return undefined; // half a percent sign
  }
}
