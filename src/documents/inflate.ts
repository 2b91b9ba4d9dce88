// DEFLATE in small steps, so that what comes out is counted before it is kept: a kilobyte can
// become a megabyte.
import { Inflate } from "fflate";

/** One step. It gives at most 4 MiB: DEFLATE's highest ratio is 1032. */
const STEP_BYTES = 4_096;

/** How a run ended. */
export interface Inflated {
  /** The data's own end was reached. */
  readonly ended: boolean;
  /** The data is not DEFLATE. */
  readonly damaged: boolean;
  /** Input that was looked at. */
  readonly consumed: number;
}

/** Inflates raw DEFLATE data piece by piece until its end, or until `take` says false. */
export function inflateInSteps(data: Uint8Array, take: (piece: Uint8Array) => boolean): Inflated {
  let goesOn = true;
  const inflate = new Inflate((piece) => {
    if (goesOn && piece.length > 0) goesOn = take(piece);
  });
  let at = 0;
  try {
    while (goesOn && at < data.length && !hasEnded(inflate)) {
      inflate.push(data.subarray(at, at + STEP_BYTES));
      at = Math.min(at + STEP_BYTES, data.length);
    }
  } catch {
    // fflate throws on anything that is not DEFLATE; that is the answer.
    return { ended: false, damaged: true, consumed: at };
  }
  return { ended: hasEnded(inflate), damaged: false, consumed: at };
}

/**
 * Whether the last block is complete. fflate does not say; its state does: `f` is the final bit of
 * the block that it is in, `l` the tree of a block that it has not finished.
 */
function hasEnded(inflate: Inflate): boolean {
  const { s } = inflate as unknown as { readonly s: { readonly f?: number; readonly l?: unknown } };
  return s.f === 1 && !s.l;
}
