// From what a policy has looked for to the scanners that look: compiled once and kept with it.
import { invariant } from "../domain/result.ts";
import { compileContent, type ContentScanner } from "../detect/content/compile-content.ts";
import type { ScanPlan } from "../detect/scan-families.ts";
import { createSchemaScanner } from "./schema-scanner.ts";
import type { Scans } from "../policy/scans.ts";

const plans = new WeakMap<Scans, ScanPlan>();

/** The plan of a set of scans. */
export function planOf(scans: Scans): ScanPlan {
  const known = plans.get(scans);
  if (known !== undefined) return known;
  const { families, allowedHosts } = scans;
  const plan = { families, content: contentOf(scans), allowedHosts };
  plans.set(scans, plan);
  return plan;
}

function contentOf({ content }: Scans): ContentScanner | null {
  if (content.length === 0) return null;
  const words = content.flatMap(({ name, rule }) =>
    rule.scanner === "content" ? [{ name, rule }] : [],
  );
  const schemas = content.flatMap(({ name, rule }) =>
    rule.scanner === "output_schema" ? [createSchemaScanner(name, rule)] : [],
  );
  const compiled = compileContent(
    words.map(({ name, rule }) => ({
      name,
      severity: rule.severity,
      ...(rule.patterns && { patterns: rule.patterns }),
      ...(rule.keywords && { keywords: rule.keywords }),
      ...(rule.canaries && { canaries: rule.canaries }),
      ...(rule.case_sensitive !== undefined && { caseSensitive: rule.case_sensitive }),
      ...(rule.max_chars !== undefined && { maxChars: rule.max_chars }),
      ...(rule.languages && { languages: languagesOf(rule.languages) }),
    })),
  );
  invariant(compiled.ok, "a policy with content rules that do not compile does not load");
  return { scanners: [...compiled.value.scanners, ...schemas] };
}

function languagesOf(of: {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}) {
  return { ...(of.allow && { allow: of.allow }), ...(of.deny && { deny: of.deny }) };
}
