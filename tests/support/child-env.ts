/** The environment of a process that a test starts: of ours only the PATH and, if set, Node's cache of compiled sources. */
export const childEnv = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };
