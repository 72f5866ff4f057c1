import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["**/node_modules/**", "tests/e2e/**", "tests/operations/**", "tests/image/**", "tests/package/**"],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "operations",
          include: ["tests/operations/**/*.test.ts"],
          fileParallelism: false, // servers, proxies and load: one at a time on a small machine
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "image", // run by tests/image/check, which brings the engine and builds the image
          include: ["tests/image/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: "package",
          include: ["tests/package/**/*.test.ts"],
          globalSetup: ["tests/package/pack.setup.ts"],
          testTimeout: 180_000, // other versions of Node.js are fetched
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/redmine.setup.ts"],
          fileParallelism: false, // one Redmine, one database
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
