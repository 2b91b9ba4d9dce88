// Reads code points out of texts that may be pieces of longer ones.

/**
 * The code point that begins at an offset; of half a pair the half itself; undefined past the end.
 * As `codePointAt` says, which V8 (Node 24, once it has compiled a loop over it) lets read on in the
 * text that a slice was cut from: half a pair at the slice's end then comes out whole, though its
 * other half is of the next piece.
 */
export function codePointIn(text: string, at: number): number | undefined {
  if (at >= text.length) return undefined;
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff || at + 1 >= text.length) return unit;
  const next = text.charCodeAt(at + 1);
  if (next < 0xdc00 || next > 0xdfff) return unit;
  return (unit - 0xd800) * 0x400 + (next - 0xdc00) + 0x10000;
}
