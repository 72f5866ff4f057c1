import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const temporaryFolder = "tests/support/temporary-folder.setup.ts";
const program = "tests/support/program.setup.ts";

// for the workers, the threads that read documents, and the many processes that the tests start
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

// They end what hangs, on a machine that is busy with other things too; what must be fast says so in its test.
const patient = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    silent: "passed-only", // what a test logs is shown when it fails; Redmines that fail on purpose log much
    maxWorkers: Math.max(3, availableParallelism() - 1), // the tests wait often enough for three on two cores
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [
            "**/node_modules/**",
            "tests/e2e/**",
            "tests/large/**",
            "tests/views/**",
            "tests/operations/**",
            "tests/image/**",
            "tests/package/**",
          ],
          globalSetup: [temporaryFolder, program, "tests/support/redis.setup.ts"],
          isolate: false, // each worker loads a module once, not once a test file
          ...patient,
        },
      },
      {
        test: {
          name: "views", // in Chromium, with the official bridge as host; and the pages for people
          include: ["tests/views/**/*.test.ts"],
          globalSetup: [temporaryFolder],
          isolate: false,
          ...patient,
        },
      },
      {
        test: {
          name: "operations",
          include: ["tests/operations/**/*.test.ts"],
          globalSetup: [temporaryFolder, program, "tests/support/redis.setup.ts"],
          fileParallelism: false, // servers, proxies and load: one at a time on a small machine
          isolate: false,
          ...patient,
        },
      },
      {
        test: {
          name: "image", // run by tests/image/check, which brings the engine and builds the image
          include: ["tests/image/**/*.test.ts"],
          fileParallelism: false,
          isolate: false,
          ...patient,
        },
      },
      {
        test: {
          name: "large", // on a large Redmine: tests/large/up makes it
          include: ["tests/large/**/*.test.ts"],
          fileParallelism: false,
          ...patient,
        },
      },
      {
        test: {
          name: "package",
          include: ["tests/package/**/*.test.ts"],
          globalSetup: [temporaryFolder, "tests/package/pack.setup.ts"],
          ...patient,
          testTimeout: 600_000, // other versions of Node.js are fetched
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: [temporaryFolder, program, "tests/e2e/redmine.setup.ts"],
          fileParallelism: false, // one Redmine, one database
          isolate: false,
          ...patient,
        },
      },
    ],
  },
});
