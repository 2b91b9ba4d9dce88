// What a declaration says of what a tool does with data, beside its name: its description, the names of
// its parameters, and its hints.
import type { ToolTrait } from "../../domain/data-flow.ts";
import type { DeclaredTool } from "../../domain/declared-tool.ts";

/** What descriptions say, where the name has not said it. Read over the first few sentences. */
const DESCRIPTION_CHARS_MAX = 600;
const DESCRIBED: readonly (readonly [ToolTrait, RegExp])[] = [
  [
    "external",
    /\b(?:sends?|posts?|publish(?:es)?|uploads?|forwards?|emails?|transfers?|pays?|shares?|invites?|submits?|notif(?:y|ies))\b[^.]{0,60}\b(?:emails?|e-mails?|messages?|sms|texts?|money|funds|payments?|files?|webhooks?|endpoints?|urls?|servers?|recipients?|users?|people|channels?|social|public|external|requests?)\b/,
  ],
  ["external", /\b(?:http|https|api|web) requests?\b/],
  [
    "untrusted",
    /\b(?:web ?pages?|web ?sites?|internet|search engine|(?:from|on|of|searches) the web|rss feeds?|urls?)\b/,
  ],
  [
    "private",
    /\b(?:reads?|returns?|gets?|lists?|search(?:es)?|fetch|fetches|retrieves?|looks? up|queries)\b[^.]{0,60}\b(?:user'?s|customers?'?|patients?'?|employees?'?|my|your|private|personal|internal|confidential|inbox|mailbox|documents?|files?|database|records?|transactions?|accounts?)\b/,
  ],
  [
    "secret",
    /\b(?:reads?|returns?|gets?|lists?|fetch|fetches|retrieves?)\b[^.]{0,40}\b(?:secrets?|credentials?|passwords?|api keys?|access tokens?|private keys?|environment variables?)\b/,
  ],
  [
    "executes",
    /\b(?:runs?|executes?|evaluates?)\b[^.]{0,40}\b(?:shell|bash|command|commands|code|python|javascript|scripts?|sql|programs?|statements?)\b/,
  ],
  [
    "destructive",
    /\b(?:deletes?|permanently|irreversib\w{2,4}|removes?|erases?|wipes?|destroys?|overwrites?)\b/,
  ],
];

/** What the names of parameters say, where nothing else has. */
const PARAMETERS: readonly (readonly [ToolTrait, RegExp])[] = [
  [
    "external",
    /^(?:recipients?|recipient_?\w{2,10}|cc|bcc|to_?(?:email|address|number|account)|webhook(?:_?url)?|iban|payee|beneficiary)$/i,
  ],
  ["executes", /^(?:command|cmd|shell|script|code|sql|program|bash)$/i],
];

/** Adds what a declaration says. `isRead`: its name says that it reads; then it sends nothing. */
export function addDeclared(
  tool: DeclaredTool,
  { isRead, traits }: { readonly isRead: boolean; readonly traits: Set<ToolTrait> },
): void {
  const isKnown = traits.size > 0;
  const parameters = parameterNames(tool.parameters);
  if (!isKnown) {
    const said = (tool.description ?? "").slice(0, DESCRIPTION_CHARS_MAX).toLowerCase();
    for (const [trait, pattern] of DESCRIBED) {
      const isChange = trait === "external" || trait === "destructive";
      if (!(isRead && isChange) && pattern.test(said)) traits.add(trait);
    }
  }
  if (!isRead) {
    for (const [trait, pattern] of PARAMETERS) {
      if (parameters.some((name) => pattern.test(name))) traits.add(trait);
    }
  }
  // Hints may lie, so they only ever add.
  const { readOnlyHint, destructiveHint, openWorldHint } = tool.annotations ?? {};
  if (destructiveHint === true && readOnlyHint !== true && !isRead) traits.add("destructive");
  if (openWorldHint === true && readOnlyHint === true) traits.add("untrusted");
  if (openWorldHint === true && readOnlyHint === false && !isRead) traits.add("external");
}

/** Names of the first level of a schema; more than a hundred say no more. */
function parameterNames(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null || !("properties" in schema)) return [];
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null) return [];
  return Object.keys(properties).slice(0, 100);
}
