// Reads a ZIP archive by its central directory, as Office programs do (PKWARE APPNOTE 6.3.10). An
// archive that must be guessed at is unreadable: it could be read differently elsewhere.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { concat } from "./bytes.ts";
import type { DocumentFailure } from "./document.ts";
import { inflateInSteps } from "./inflate.ts";

/** An entry, still packed. */
export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  /** 0 stored, 8 DEFLATE; others are not read. */
  readonly method: number;
  readonly data: Uint8Array;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;

/** The entries of an archive in the order of its directory; folders are left out. */
export function zipEntries(bytes: Uint8Array): Result<readonly ZipEntry[], DocumentFailure> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end < 0) return err("unreadable");
  const count = view.getUint16(end + 10, true);
  if (count > LIMITS.documentEntriesMax) return err("too-large");
  const directory = end - view.getUint32(end + 12, true);
  // Bytes before the archive shift every offset; other readers allow for that too.
  const shift = directory - view.getUint32(end + 16, true);
  // ZIP64 says 0xffffffff here, and is for archives larger than we take.
  if (directory < 0 || shift < 0) return err("unreadable");
  const entries: ZipEntry[] = [];
  let at = directory;
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(view, { at, end, shift });
    if (entry === null) return err("unreadable");
    if (!entry.value.name.endsWith("/")) entries.push(entry.value);
    at = entry.next;
  }
  return at === end ? ok(entries) : err("unreadable");
}

/** The last end record whose comment reaches exactly to the end of the file; -1 if there is none. */
function endRecord(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - COMMENT_BYTES_MAX; at -= 1) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (view.getUint16(at + 20, true) === last - at) return at;
  }
  return -1;
}

function entryAt(
  view: DataView,
  { at, end, shift }: { readonly at: number; readonly end: number; readonly shift: number },
): { readonly value: ZipEntry; readonly next: number } | null {
  if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_SIGNATURE) return null;
  const nameLength = view.getUint16(at + 28, true);
  const next =
    at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const local = shift + view.getUint32(at + 42, true);
  if (next > end || local + LOCAL_BYTES > end) return null;
  if (view.getUint32(local, true) !== LOCAL_SIGNATURE) return null;
  const start =
    local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const size = view.getUint32(at + 20, true);
  if (start + size > end) return null;
  const part = (from: number, length: number) =>
    new Uint8Array(view.buffer, view.byteOffset + from, length);
  const value: ZipEntry = {
    name: new TextDecoder().decode(part(at + CENTRAL_BYTES, nameLength)),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    data: part(start, size),
  };
  return { value, next };
}

/** An entry that was unpacked as far as it was wanted. */
export interface Unpacked {
  /** Null where the first bytes were not wanted. */
  readonly bytes: Uint8Array | null;
  /** How much came out, wanted or not: what the work is measured by. */
  readonly size: number;
}

/**
 * Unpacks an entry up to `bytesMax`, or until `isWanted` says no to its first bytes. The sizes that
 * the archive tells are not believed.
 */
export function unpackEntry(
  entry: ZipEntry,
  bytesMax: number,
  isWanted: (head: Uint8Array) => boolean,
): Result<Unpacked, DocumentFailure> {
  const { method, data } = entry;
  if (entry.isEncrypted) return err("encrypted");
  if (method === 0) {
    if (!isWanted(data)) return ok({ bytes: null, size: 0 });
    return data.length > bytesMax ? err("too-large") : ok({ bytes: data, size: data.length });
  }
  if (method !== 8) return err("unreadable");
  const pieces: Uint8Array[] = [];
  let size = 0;
  let isUnwanted = false;
  const run = inflateInSteps(data, (piece) => {
    isUnwanted = size === 0 && !isWanted(piece);
    size += piece.length;
    pieces.push(piece);
    return !isUnwanted && size <= bytesMax;
  });
  if (size > bytesMax) return err("too-large");
  if (isUnwanted) return ok({ bytes: null, size });
  return run.ended ? ok({ bytes: concat(pieces), size }) : err("unreadable");
}
