const oldest = [22, 19] as const; // node:sqlite as the store uses it, and type stripping without a flag

/** Why this Node cannot run us, in a sentence, or undefined. Written so that an old Node can run it. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;

  return `Node.js ${oldest.join(".")} or later is needed, and this is ${version}: install a newer one from https://nodejs.org`;
}
