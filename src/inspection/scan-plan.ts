// From what a policy has looked for to the scanners that look: compiled once and kept with it.
import type { ContentScanner } from "../detect/content/compile-content.ts";
import type { ScanPlan } from "../detect/scan-families.ts";
import { scannersOf } from "./content-words.ts";
import { promptLeakScanner } from "../detect/prompt-leak/prompt-leak.ts";
import type { Scans } from "../policy/scans.ts";
import type { Situation } from "../policy/situation.ts";

const plans = new WeakMap<Scans, ScanPlan>();

/** The plan of a set of scans. */
export function planOf(scans: Scans): ScanPlan {
  const known = plans.get(scans);
  if (known !== undefined) return known;
  const { families, allowedHosts, distrusted } = scans;
  const plan = { families, content: contentOf(scans), allowedHosts, distrusted };
  plans.set(scans, plan);
  return plan;
}

/** The plan of a set of scans in one exchange, whose system prompt must not be told. */
export function planFor(scans: Scans, { systemPrompt }: Situation): ScanPlan {
  const plan = planOf(scans);
  if (scans.promptLeak === null || systemPrompt === null) return plan;
  return { ...plan, promptLeak: promptLeakScanner(systemPrompt, scans.promptLeak.minWords) };
}

function contentOf({ content }: Scans): ContentScanner | null {
  return content.length === 0 ? null : { scanners: content.flatMap(scannersOf) };
}
