const { PATH = "", NODE_COMPILE_CACHE } = process.env;

/** The environment of a process that a test starts: of ours only the PATH and, if set, Node's cache of compiled sources. */
export const childEnv: Record<string, string> = { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) };
