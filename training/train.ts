// `npm run train -- --data FOLDER`: builds the weights of the classifier and their model card. The
// same data, code and Node give the same bytes. Takes some minutes and 4 GB of memory.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { augmented } from "./augment.ts";
import { readModel } from "../src/detect/injection/classifier/model.ts";
import { modelCard } from "./card.ts";
import { poolsOf, readRows } from "./data.ts";
import { garbageOf } from "./garbage.ts";
import { fileOf, learn, scoreRows } from "./learn.ts";
import { seededRandom } from "./random.ts";
import { examplesOf, syntheticRows } from "./rows.ts";
import { inUnknownLanguages } from "./unknown-languages.ts";

const ROOT = join(import.meta.dirname, "..");
const WEIGHTS = join(ROOT, "src/detect/injection/classifier/weights.bin");
const CARD = join(ROOT, "training/MODEL_CARD.md");

const GARBAGE_SEED = 9;
const GARBAGE_ROWS = 6_000;
const AUGMENT_SEED = 31;
const AUGMENTED_ROWS = 10_000;
const FOREIGN_SEED = 47;
const FOREIGN_ROWS = 6_000;

const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(ROOT, "../shared/data/injection") },
    members: { type: "string", default: "3" },
    out: { type: "string", default: WEIGHTS },
    card: { type: "string", default: CARD },
  },
});

const startedAt = performance.now();
function log(line: string): void {
  process.stdout.write(
    `${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`,
  );
}

const corpus = readRows(values.data, "train");
const synthetic = syntheticRows(corpus);
const disguised = augmented(seededRandom(AUGMENT_SEED), [...corpus, ...synthetic], AUGMENTED_ROWS);
const foreign = inUnknownLanguages(seededRandom(FOREIGN_SEED), corpus, FOREIGN_ROWS);
const made = [...synthetic, ...disguised, ...foreign];
log(`${corpus.length} rows of the corpus, ${made.length} of our own`);
const examples = examplesOf([...corpus, ...made]);
const outside = examplesOf(readRows(values.data, "dev_ood"));
log("features made");
const model = learn({
  examples,
  ordinary: outside.filter(({ label }) => label === 0),
  garbage: garbageOf(seededRandom(GARBAGE_SEED), poolsOf(corpus), GARBAGE_ROWS),
  members: Number(values.members),
  log,
});
const bytes = fileOf(model);
// What is told of is what ships.
const shipped = readModel(bytes.slice().buffer);
writeFileSync(values.out, bytes);
log(`${values.out}: ${bytes.length} bytes`);
const dev = examplesOf(readRows(values.data, "dev"));
writeFileSync(
  values.card,
  modelCard({
    sha256: createHash("sha256").update(bytes).digest("hex"),
    bytes: bytes.length,
    model: shipped,
    learned: [...corpus, ...made],
    outside: scoreRows(shipped, outside),
    dev: scoreRows(shipped, dev),
  }),
);
log(values.card);
