// How much is decoded of one text, whatever it holds.

const KIB = 1024;

export const VIEW_LIMITS = {
  /**
   * Forms of one text, itself included. Each costs a run of every detector; attacks that were
   * published use one encoding or two, and real text none.
   */
  viewsMax: 16,
  /** Encodings inside one another: base64 of base64 of rot13. Each must leave readable text. */
  depthMax: 3,
  /** One view: eight pages. An instruction fits many times; a file in base64 is cut. */
  viewCharsMax: 64 * KIB,
  /**
   * All that is decoded of one text, as a multiple of its length with something for short texts, and
   * whatever its length: four views of the largest size.
   */
  decodedFactor: 4,
  decodedCharsMin: 4 * KIB,
  decodedCharsMax: 256 * KIB,
} as const;
