// The shape of a detector. It imports only the domain: no policy, clock, storage or stream.
import type { Finding } from "../domain/finding.ts";
import type { Segment } from "../domain/segment.ts";

/** What a detector says of itself; documentation is generated from it. */
export interface DetectorMeta {
  /** `family.name`, stable; the corpus is `test/corpus/<id>.yaml`. */
  readonly id: string;
  /** What it finds, in one sentence. */
  readonly finds: string;
  /** Where the format, the phrases or the numbers come from. */
  readonly source: string;
}

/**
 * A detector: data in, findings out. It never throws on any text, runs in time linear in the
 * text's length, and returns ranges with `segment.text.slice(start, end)` being what was found.
 */
export interface Detector {
  readonly meta: DetectorMeta;
  /** Which segments it reads; the scan calls it for no others. */
  applies(segment: Segment): boolean;
  inspect(segment: Segment): readonly Finding[];
}
