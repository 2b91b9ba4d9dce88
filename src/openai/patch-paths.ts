// The files that a patch is of: what is written there is told by its headers alone.

/** Files of one patch. Larger ones are judged by these. */
const FILES_MAX = 256;

/**
 * Headers of `apply_patch` (https://platform.openai.com/docs/guides/tools-apply-patch) and of unified
 * diffs; of these only the new name, because a removed line may begin like the old one.
 */
const HEADER =
  /^(?:\*\*\* (?:Add File|Update File|Delete File|Move to): |\+\+\+ )(?!\/dev\/null)([^\r\n\t]{1,4096})/gm;

/** The paths in the headers of a patch, without the `b/` of diffs. Linear in the text. */
export function patchPaths(text: string): readonly string[] {
  if (!text.includes("*** ") && !text.includes("+++ ")) return [];
  const paths = new Set<string>();
  for (const [, path = ""] of text.matchAll(HEADER)) {
    paths.add(path.replace(/^b\/(?=.)/, "").trim());
    if (paths.size === FILES_MAX) break;
  }
  return [...paths];
}
