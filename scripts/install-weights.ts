// Gives a Node process the weights that the Worker has as a binary module.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installModel } from "../src/detect/injection/classifier/model.ts";

const WEIGHTS = join(import.meta.dirname, "../src/detect/injection/classifier/weights.bin");

/** Installs the weights of this checkout. */
export function installWeights(): void {
  const { buffer, byteOffset, length } = readFileSync(WEIGHTS);
  // A copy of its own: small files share a buffer.
  installModel(new Uint8Array(buffer, byteOffset, length).slice().buffer);
}
