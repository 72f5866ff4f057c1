/** Random tests run a little every time, and long where FUZZ=full asks for it (.ci/run does). */
export const fuzzRuns = (few: number, many: number): number => (process.env.FUZZ === "full" ? many : few);
