import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { writePdfjs } from "./scripts/pdfjs.ts";

writePdfjs();
const migrations = await readD1Migrations("./migrations");

/** Values for tests only; the real ones are secrets of the Worker. */
const bindings = {
  TEST_MIGRATIONS: migrations,
  EDGEWARDEN_ADMIN_TOKEN: "test-admin-token-of-at-least-32-characters",
  EDGEWARDEN_MASTER_KEYS: `k2:${btoa("k".repeat(32))},k1:${btoa("j".repeat(32))}`,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts", "test/architecture/**/*.test.ts"],
          setupFiles: ["./test/unit/setup.ts"],
          environment: "node",
          // Properties are tested on machines that do other things too.
          testTimeout: 60_000,
          // Two at a time, and done before the projects that run workerd begin.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings },
          }),
        ],
        test: {
          name: "workers",
          include: ["test/workers/**/*.test.ts"],
          setupFiles: ["./test/workers/setup.ts"],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          environment: "node",
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
