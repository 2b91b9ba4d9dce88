// Finds a system prompt, its codes and its canary in what leaves the model. One machine compares
// streams and whole texts (`leak-scan.ts`); of whole texts also what stands behind an encoding.
import type { Finding } from "../../domain/finding.ts";
import type { SystemPrompt } from "../../domain/system-prompt.ts";
import { scanWhole, type StreamScanner } from "../stream-scan.ts";
import { viewsOf } from "../views/views.ts";
import { HELD_CHARS_MAX, openLeakScan } from "./leak-scan.ts";
import { indexPrompt, type PromptIndex } from "./prompt-index.ts";

/** By prompt, and under it by length: rules that act and rules that note share an index. */
const indexes = new WeakMap<SystemPrompt, PromptIndex>();

/**
 * The scanner of one exchange. `minWords` words of a prompt in a row are a leak. The prompt is indexed
 * when something is first compared with it.
 */
export function promptLeakScanner(prompt: SystemPrompt, minWords: number): StreamScanner {
  return {
    open: (path) => openLeakScan({ index: indexOf(prompt), wordsMin: minWords, path }),
    gate: SAYS_ANYTHING,
    longest: HELD_CHARS_MAX,
  };
}

/** No code is shorter. */
const SAYS_ANYTHING = { test: (text: string) => text.length >= 7 };

function indexOf(prompt: SystemPrompt): PromptIndex {
  const index = indexes.get(prompt) ?? indexPrompt(prompt);
  indexes.set(prompt, index);
  return index;
}

/** What a finished text says of a prompt behind an encoding; nothing of what it says as it stands. */
export function leaksInViews(
  scanner: StreamScanner,
  { text, path }: { readonly text: string; readonly path: string },
): readonly Finding[] {
  return viewsOf(text).flatMap(({ plain, decoded }) => {
    if (decoded === null) return [];
    return scanWhole([scanner], plain.text, path).map((finding) => ({
      ...finding,
      start: plain.originalStart(finding.start),
      end: plain.originalEnd(finding.end),
      view: decoded,
    }));
  });
}
