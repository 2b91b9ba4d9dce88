// Commands in texts that are too long or too strange for the parser: the shapes that no text of the
// shell should hold, by the words that stand next to each other. Coarser than the tree.
import type { ShellCategory } from "./shell-rule.ts";
import type { PlacedVerdict } from "./shell-words.ts";

type LongRule = readonly [is: RegExp, category: ShellCategory, confidence: number];

const BEGIN = String.raw`(?:^|[;&|\n({\x60]|\$\(|\b(?:sudo|exec|xargs|then|do|else|nohup)\s)[ \t]{0,8}(?:sudo )?(?:/usr)?(?:/s?bin/)?`;
const PRECIOUS = String.raw`(?:/|/\*|~|~/|~/\*|\$HOME/?|/(?:etc|usr|var|home|bin|sbin|boot|lib|lib64|root)/?\*?)`;

function rule(source: string, category: ShellCategory, confidence: number): LongRule {
  return [new RegExp(source, "g"), category, confidence];
}

const RULES: readonly LongRule[] = [
  rule(
    String.raw`${BEGIN}rm (?:-{1,2}[\w-]{1,24} ){1,6}["']?${PRECIOUS}["']?(?=[\s;|&)'"]|$)`,
    "shell_destructive",
    0.95,
  ),
  rule(
    String.raw`${BEGIN}(?:mkfs(?:\.\w{1,8})?|wipefs) [^;|&\n]{0,80}/dev/`,
    "shell_destructive",
    0.9,
  ),
  rule(
    String.raw`${BEGIN}dd [^;|&\n]{0,120}\bof=/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|disk)`,
    "shell_destructive",
    0.9,
  ),
  rule(String.raw`:\(\) ?\{ ?: ?\| ?: ?& ?\} ?; ?:`, "shell_destructive", 0.95),
  rule(
    String.raw`${BEGIN}(?:curl|wget|fetch) [^;&\n]{0,300}?\| ?(?:sudo )?(?:/usr)?(?:/bin/)?(?:env )?(?:(?:ba|z|da|k)?sh|python[\d.]{0,4}|perl|ruby)(?= *(?:$|[\n;&|)'"]|-[s ]|- ))`,
    "download_and_run",
    0.85,
  ),
  rule(
    String.raw`(?:\b(?:ba|z)?sh|\bsource|\beval)[ "']{1,3}(?:-c ["']?)?(?:<\(|\$\() ?(?:curl|wget) `,
    "download_and_run",
    0.9,
  ),
  rule(
    String.raw`\bbase64 (?:-d|-D|--decode)[^;&\n]{0,40}\| ?(?:sudo )?(?:ba|z|da)?sh\b`,
    "obfuscation",
    0.9,
  ),
  rule(String.raw`/dev/(?:tcp|udp)/[\w.$-]{1,80}/[\w$]{1,10}`, "reverse_shell", 0.9),
  rule(
    String.raw`${BEGIN}(?:nc|ncat|netcat) [^;|&\n]{0,80}-\w{0,4}[ec]\w{0,3} ?(?:/\w|cmd|sh|bash)`,
    "reverse_shell",
    0.9,
  ),
  rule(
    String.raw`${BEGIN}(?:cat|cp|scp|tar|base64|head|tail|curl) [^;|&\n]{0,120}(?:/etc/(?:g?shadow|sudoers)|\.ssh/id_\w{1,16}(?!\w|\.pub)|\.aws/credentials|\.git-credentials|/proc/self/environ)`,
    "credential_access",
    0.85,
  ),
];

/** Matches reported of one rule. */
const MATCHES_MAX = 2;

/** What a long text of the shell does by its plainest shapes. Linear; never throws. */
export function findLongCommands(text: string): readonly PlacedVerdict[] {
  // Same length: runs of blanks become one space and are not counted by the expressions.
  const plain = text.replace(/[\t\r\f\v]/g, " ");
  const found: PlacedVerdict[] = [];
  for (const [is, category, confidence] of RULES) {
    let matches = 0;
    for (const match of plain.matchAll(is)) {
      found.push({ category, confidence, start: match.index, end: match.index + match[0].length });
      matches += 1;
      if (matches === MATCHES_MAX) break;
    }
  }
  return found;
}
