// The files of a JSON request as rules judge them: what stands in it, what it names by id or URL, and
// what it announces. Sizes are told by the length of the encoding; nothing is decoded but first bytes.
import { LIMITS } from "../domain/limits.ts";
import { fileReferences, type FileReference } from "../openai/file-references.ts";
import { inlineFiles, type InlineFile } from "../openai/inline-files.ts";
import type { JsonObject } from "../openai/protocol.ts";
import type { SentFile } from "../policy/situation.ts";
import { contentsOf } from "./file-content.ts";
import { headOfInlineData } from "./inline-data.ts";

/** Where a request comes from, and what was found of its files. */
export interface SentFilesOf {
  /** Name of the surface. */
  readonly endpoint: string;
  /** Paths of the files in it that no detector could read. */
  readonly unread: ReadonlySet<string>;
}

const NONE_UNREAD: ReadonlySet<string> = new Set();

/** The files of a request, at most `LIMITS.inlineFilesMax` of either kind; more are refused earlier. */
export function sentFiles(
  body: JsonObject,
  { endpoint, unread = NONE_UNREAD }: Partial<SentFilesOf>,
): readonly SentFile[] {
  const inline = inlineFiles(body, LIMITS.inlineFilesMax) ?? [];
  const references = fileReferences(body, LIMITS.inlineFilesMax);
  return [
    ...inline.map((file) => ofInline(file, unread.has(file.path))),
    ...references.map(ofReference),
    ...(endpoint === "uploads" ? announced(body) : []),
  ];
}

function ofInline({ path, data, name }: InlineFile, isUnread: boolean): SentFile {
  const mediaType = /^\s*data:\s*([^;,]{1,128})/i.exec(data.slice(0, 256))?.[1]?.trim() ?? null;
  const head = headOfInlineData(data);
  const hints = { filename: name?.text ?? null, contentType: mediaType };
  const bytes = encodedBytes(data);
  return {
    name: name?.text ?? null,
    mediaType,
    contents: contentsOf(head, hints, head.length >= bytes),
    bytes,
    purpose: null,
    isReference: false,
    isUnread,
    path,
  };
}

/** Bytes that base64 or a `data:` URL stands for, by its length; escapes count as they are written. */
function encodedBytes(data: string): number {
  const head = /^\s*data:([^,]{0,1024}),/i.exec(data.slice(0, 2_048));
  const start = head?.[0].length ?? 0;
  if (head !== null && !/;\s*base64\s*$/i.test(head[1] ?? "")) return data.length - start;
  let signs = data.length - start;
  // Encoders that break lines break the first one.
  if (/\s/.test(data.slice(start, start + 256))) {
    for (let at = start; at < data.length; at += 1) if (data.charCodeAt(at) <= 0x20) signs -= 1;
  }
  const padding = /=?=?\s*$/.exec(data.slice(-8))?.[0].match(/=/g)?.length ?? 0;
  return Math.floor(((signs - padding) * 3) / 4);
}

function ofReference({ path, kind, value, filename, isImage }: FileReference): SentFile {
  return {
    name: filename ?? (kind === "url" ? nameInUrl(value) : null),
    mediaType: isImage ? "image/*" : null,
    contents: [],
    bytes: null,
    purpose: null,
    isReference: kind === "id",
    // What the upstream fetches does not come by here; what was uploaded may have.
    isUnread: kind === "url",
    path,
  };
}

/** The last step of a URL's path. */
function nameInUrl(url: string): string | null {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const name = /^[a-z][a-z0-9+.-]{0,24}:\/\/[^/]{0,300}\/(?:.{0,2000}\/)?([^/]{1,256})$/i.exec(
    path,
  );
  return name?.[1] ?? null;
}

/** `POST /uploads` announces a file that then comes in pieces. */
function announced(body: JsonObject): readonly SentFile[] {
  const { filename, mime_type: type, bytes, purpose } = body;
  if (typeof filename !== "string") return [];
  return [
    {
      name: filename,
      mediaType: typeof type === "string" ? type : null,
      contents: [],
      bytes: typeof bytes === "number" ? bytes : null,
      purpose: typeof purpose === "string" ? purpose : null,
      isReference: false,
      isUnread: false,
      path: "filename",
    },
  ];
}
