// From what a policy has looked for to the scanners that look: compiled once and kept with it.
import type { ContentScanner } from "../detect/content/compile-content.ts";
import type { ScanPlan } from "../detect/scan-families.ts";
import { scannersOf } from "./content-words.ts";
import type { Scans } from "../policy/scans.ts";

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

function contentOf({ content }: Scans): ContentScanner | null {
  return content.length === 0 ? null : { scanners: content.flatMap(scannersOf) };
}
