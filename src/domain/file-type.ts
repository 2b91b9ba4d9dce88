// What kind of file something is, as rules name it: by extension and media type. A file makes up to
// three claims, by its name, by its stated type and by its first bytes; each has to be judged,
// because each is what some reader goes by.

/** What is known of a file's kind. */
export interface FileClaims {
  readonly name: string | null;
  readonly mediaType: string | null;
  /** What its first bytes say, as extensions: `zip`, `pdf`, `text`; empty where they say nothing. */
  readonly contents: readonly string[];
}

/** One kind in all its names: `["csv", "text/csv"]`. */
export type TypeNames = readonly string[];

/** Kinds, each as its extensions and then its media types (IANA, and what clients send for them). */
const KINDS: readonly TypeNames[] = [
  ["pdf", "application/pdf"],
  ["txt", "text", "log", "text/plain"],
  ["csv", "text/csv", "application/csv", "text/comma-separated-values"],
  ["tsv", "text/tab-separated-values"],
  ["json", "application/json"],
  ["jsonl", "ndjson", "application/jsonl", "application/x-ndjson", "application/x-jsonlines"],
  ["md", "markdown", "text/markdown"],
  ["html", "htm", "text/html"],
  ["xml", "application/xml", "text/xml"],
  ["yaml", "yml", "application/yaml", "application/x-yaml", "text/yaml"],
  ["css", "text/css"],
  ["js", "mjs", "text/javascript", "application/javascript", "application/x-javascript"],
  ["ts", "application/typescript", "text/x-typescript"],
  ["py", "text/x-python", "text/x-script.python"],
  ["sh", "application/x-sh", "text/x-sh"],
  ["rtf", "application/rtf", "text/rtf"],
  ["doc", "application/msword"],
  ["xls", "application/vnd.ms-excel"],
  ["ppt", "application/vnd.ms-powerpoint"],
  ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["odt", "application/vnd.oasis.opendocument.text"],
  ["ods", "application/vnd.oasis.opendocument.spreadsheet"],
  ["odp", "application/vnd.oasis.opendocument.presentation"],
  ["epub", "application/epub+zip"],
  ["zip", "application/zip", "application/x-zip-compressed"],
  ["gz", "gzip", "tgz", "application/gzip", "application/x-gzip"],
  ["tar", "application/x-tar"],
  ["7z", "application/x-7z-compressed"],
  ["rar", "application/vnd.rar", "application/x-rar-compressed"],
  ["bz2", "application/x-bzip2"],
  ["xz", "application/x-xz"],
  ["zst", "application/zstd"],
  ["png", "image/png"],
  ["jpg", "jpeg", "image/jpeg", "image/jpg"],
  ["gif", "image/gif"],
  ["webp", "image/webp"],
  ["bmp", "image/bmp"],
  ["tiff", "tif", "image/tiff"],
  ["heic", "heif", "image/heic", "image/heif"],
  ["svg", "image/svg+xml"],
  ["mp3", "mpga", "audio/mpeg", "audio/mp3"],
  ["wav", "audio/wav", "audio/x-wav", "audio/wave"],
  ["flac", "audio/flac", "audio/x-flac"],
  ["ogg", "oga", "opus", "audio/ogg", "application/ogg"],
  ["m4a", "audio/mp4", "audio/x-m4a"],
  ["aac", "audio/aac"],
  ["mp4", "m4v", "mov", "video/mp4", "video/quicktime"],
  ["webm", "mkv", "video/webm", "audio/webm", "video/x-matroska"],
  ["avi", "video/x-msvideo"],
  ["exe", "dll", "application/x-msdownload", "application/vnd.microsoft.portable-executable"],
  ["elf", "so", "application/x-executable", "application/x-elf"],
  ["class", "application/java-vm"],
  ["sqlite", "db", "application/vnd.sqlite3", "application/x-sqlite3"],
  ["parquet", "application/vnd.apache.parquet"],
  ["ole", "msi", "msg", "application/x-ole-storage"],
];

const BY_NAME: ReadonlyMap<string, TypeNames> = new Map(
  KINDS.flatMap((names) => names.map((name) => [name, names] as const)),
);

/** Types that say only that there are bytes. */
const GENERIC = new Set([
  "",
  "application/octet-stream",
  "binary/octet-stream",
  "application/x-binary",
]);

/**
 * What goes by a wider name as well: a claim under the name says nothing new of a file whose
 * extension is one of these. `text/plain` is any text; Windows calls tables of text Excel's; the old
 * Office formats are one container, and so are the newer media formats.
 */
const COVERS: ReadonlyMap<string, (extension: string) => boolean> = new Map([
  ["text/plain", isTextual],
  ["text", isTextual],
  ["application/vnd.ms-excel", among("csv", "tsv", "xls")],
  ["application/xml", among("svg", "html", "htm", "xml")],
  ["text/xml", among("svg", "html", "htm", "xml")],
  ["ole", among("doc", "xls", "ppt", "msi", "msg", "dot", "xlt", "pot", "pps")],
  ["zip", among("epub", "zip")],
  ["mp4", among("m4a", "m4v", "mov", "mp4", "heic", "heif", "3gp")],
  ["webm", among("webm", "mkv")],
  ["exe", among("exe", "dll", "sys", "com", "scr")],
]);

const TEXTUAL =
  /^(?:asc|bat|c|cc|cfg|conf|cpp|cs|css|csv|env|eml|go|h|hpp|htm|html|ics|ini|java|js|json|jsonl|jsx|kt|log|lua|markdown|md|mjs|ndjson|php|pl|properties|ps1|py|r|rb|rs|rst|rtf|sh|sql|srt|svg|swift|tex|text|toml|ts|tsv|tsx|txt|vtt|xhtml|xml|yaml|yml)$/;

function isTextual(extension: string): boolean {
  return TEXTUAL.test(extension);
}

function among(...extensions: readonly string[]): (extension: string) => boolean {
  const set = new Set(extensions);
  return (extension) => set.has(extension);
}

/** The extension of a file's name, in lower case; null where it has none. */
export function extensionOf(name: string): string | null {
  return /\.([A-Za-z0-9]{1,16})[\s.]*$/.exec(name)?.[1]?.toLowerCase() ?? null;
}

/**
 * The kinds that a file claims to be, each in all its names and in lower case. What only confirms
 * the extension is no claim of its own. Empty where nothing tells.
 */
export function claimedTypes({ name, mediaType, contents }: FileClaims): readonly TypeNames[] {
  const extension = extensionOf(name ?? "");
  const type = mediaType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const claims: TypeNames[] = [];
  function add(claim: string): void {
    if (extension !== null && COVERS.get(claim)?.(extension) === true) return;
    const names = BY_NAME.get(claim) ?? [claim];
    if (!claims.includes(names)) claims.push(names);
  }
  if (extension !== null) claims.push(BY_NAME.get(extension) ?? [extension]);
  if (!GENERIC.has(type)) add(type);
  for (const content of contents) {
    // Where there is no name, a stated text type is enough for a content that reads like text.
    const isConfirmed = content === "text" && claims.length > 0 && isTextType(type);
    if (!isConfirmed) add(content);
  }
  return claims;
}

function isTextType(type: string): boolean {
  return (
    type.startsWith("text/") ||
    (BY_NAME.get(type)?.some((name) => isTextual(name)) ?? /(?:\+|\/)(?:json|xml)$/.test(type))
  );
}
