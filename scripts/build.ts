// Builds the production bundle with wrangler, as `wrangler deploy` would, into `dist/`, and holds
// its size. `--quiet` prints the size only.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/**
 * The bound of the bundle that an isolate starts with; the platform's own is 3 MiB. A quarter of it is
 * zod, yaml, re2js and cel-js, which read what the management API takes; another quarter is the judges of
 * arguments, the parser of shells among them; every protocol of the API is in it.
 */
const GZIP_KIB_MAX = 700;
const BUNDLE = "dist/worker.js";

const isQuiet = process.argv.includes("--quiet");
const wrangler = ["deploy", "--dry-run", "--minify", "--outdir", "dist"];
const built = spawnSync("wrangler", wrangler, {
  stdio: isQuiet ? "pipe" : "inherit",
  encoding: "utf8",
  env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" },
});
if (built.status !== 0) {
  if (isQuiet) console.error(built.stdout, built.stderr);
  process.exit(built.status ?? 1);
}
const bytes = readFileSync(BUNDLE);
const gzipKib = gzipSync(bytes).length / 1024;
console.log(
  `bundle ${(bytes.length / 1024).toFixed(1)} KiB, gzip ${gzipKib.toFixed(1)} KiB (at most ${GZIP_KIB_MAX})`,
);
if (gzipKib > GZIP_KIB_MAX) {
  console.error("The bundle is too large.");
  process.exit(1);
}
