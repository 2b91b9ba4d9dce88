// What a session has seen: digests of runs of segments that passed inspection, in memory only. It is
// lost with the object, and then everything is inspected again, which is correct and only costs.

/** Length of a digest: 96 bits in base64url. Digests travel one after the other in one text. */
export const DIGEST_CHARS = 16;

/** The memory of one object. */
export interface RunMemory {
  /** Says of each digest whether it is known: a text of as many digits, `1` for those that are. */
  recognise(digests: string): string;
  learn(digests: string): void;
}

/** Makes a memory that keeps the `digestsMax` digests which were last asked for or learnt. */
export function createRunMemory(digestsMax: number): RunMemory {
  /** In the order in which they were last used. */
  const seen = new Set<string>();

  function keep(digest: string): void {
    seen.delete(digest);
    seen.add(digest);
  }

  return {
    recognise: (digests) =>
      split(digests)
        .map((digest) => {
          if (!seen.has(digest)) return "0";
          keep(digest);
          return "1";
        })
        .join(""),
    learn(digests) {
      for (const digest of split(digests)) keep(digest);
      for (const oldest of seen) {
        if (seen.size <= digestsMax) break;
        seen.delete(oldest);
      }
    },
  };
}

function split(digests: string): string[] {
  const count = Math.floor(digests.length / DIGEST_CHARS);
  return Array.from({ length: count }, (_, index) =>
    digests.slice(index * DIGEST_CHARS, (index + 1) * DIGEST_CHARS),
  );
}
