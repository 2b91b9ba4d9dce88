// Credentials with a fixed shape. Prefixes, alphabets and lengths are those that the issuers
// publish or that their keys show.
import {
  chars,
  choice,
  literal,
  optional,
  sequence,
  type Pattern,
  type TextRule,
} from "../text-rule.ts";

const TOKEN = "A-Za-z0-9_-";
const ALNUM = "A-Za-z0-9";

export const SECRET_RULES: readonly TextRule[] = [
  secret({
    id: "secrets.openai-key",
    finds: "OpenAI API keys: project, service account, admin and older user keys.",
    source: "Keys carry the marker T3BlbkFJ (base64 of OpenAI) or one of the sk- prefixes.",
    pattern: sequence(
      literal("sk-"),
      optional(choice(literal("proj-"), literal("svcacct-"), literal("admin-"))),
      chars(TOKEN, 32, 220),
    ),
    isValid: isOpenAiKey,
    // A longer run is a key with something behind it. To refuse it would also cost a step back for
    // each character, at every `sk-` of a run of them.
    notAfter: "",
  }),
  secret({
    id: "secrets.anthropic-key",
    finds: "Anthropic API keys.",
    source: "Keys begin with sk-ant-api or sk-ant-admin and a two-digit version.",
    pattern: sequence(
      literal("sk-ant-"),
      choice(literal("api"), literal("admin")),
      chars("0-9", 2),
      literal("-"),
      chars(TOKEN, 60, 120),
    ),
  }),
  secret({
    id: "secrets.github-token",
    finds: "GitHub personal, OAuth, user, server and refresh tokens.",
    source: "docs.github.com: token formats since April 2021.",
    pattern: choice(
      sequence(literal("gh"), chars("pousr", 1), literal("_"), chars(ALNUM, 36, 251)),
      sequence(literal("github_pat_"), chars(`${ALNUM}_`, 59, 243)),
    ),
  }),
  secret({
    id: "secrets.aws-access-key",
    finds: "AWS access key ids.",
    source: "IAM unique identifiers: AKIA or ASIA and 16 characters of base32.",
    pattern: sequence(choice(literal("AKIA"), literal("ASIA")), chars("A-Z2-7", 16)),
    isValid: (match) => !match.endsWith("EXAMPLE"),
  }),
  secret({
    id: "secrets.slack-token",
    finds: "Slack bot, user, app and legacy tokens.",
    source: "api.slack.com: token types.",
    pattern: sequence(
      literal("xox"),
      chars("abeoprs", 1),
      literal("-"),
      chars(`${ALNUM}-`, 24, 200),
    ),
    isValid: hasDigit,
  }),
  secret({
    id: "secrets.stripe-key",
    finds: "Stripe secret and restricted keys, live and test.",
    source: "docs.stripe.com: API keys.",
    pattern: sequence(
      choice(literal("sk"), literal("rk")),
      choice(literal("_live_"), literal("_test_")),
      chars(ALNUM, 24, 247),
    ),
  }),
  secret({
    id: "secrets.google-api-key",
    finds: "Google API keys.",
    source: "Keys are AIza and 35 characters.",
    pattern: sequence(literal("AIza"), chars(TOKEN, 35)),
  }),
  secret({
    id: "secrets.jwt",
    finds: "Signed JSON Web Tokens.",
    source: "RFC 7519; a header that is an object begins with eyJ in base64url.",
    pattern: sequence(
      literal("eyJ"),
      chars(TOKEN, 14, 400),
      literal(".eyJ"),
      chars(TOKEN, 8, 1500),
      literal("."),
      chars(TOKEN, 20, 700),
    ),
  }),
  secret({
    id: "secrets.private-key",
    finds: "Private keys in PEM, header, body and footer.",
    source: "RFC 7468 and the older OpenSSL labels.",
    severity: "critical",
    pattern: sequence(
      literal("-----BEGIN "),
      optional(
        choice(
          literal("RSA "),
          literal("EC "),
          literal("DSA "),
          literal("OPENSSH "),
          literal("ENCRYPTED "),
        ),
      ),
      literal("PRIVATE KEY-----"),
      chars(String.raw`A-Za-z0-9+\/=\\\s`, 0, 8000),
      optional(sequence(literal("-----END "), chars("A-Z ", 0, 10), literal("PRIVATE KEY-----"))),
    ),
    notBefore: "-",
    notAfter: "\\uffff",
  }),
  secret({
    id: "secrets.edgewarden-key",
    finds: "Edgewarden's own gateway keys.",
    source: "storage/gateway-key.ts.",
    pattern: sequence(literal("ew_"), chars("a-z2-7", 12), literal("_"), chars(TOKEN, 43)),
  }),
];

interface Secret extends Pick<TextRule, "id" | "finds" | "source" | "pattern"> {
  readonly pattern: Pattern;
  readonly severity?: TextRule["severity"];
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly isValid?: (match: string) => boolean;
}

/** A credential as a text rule: one category, and boundaries that keep it off longer words. */
function secret({ isValid, ...rule }: Secret): TextRule {
  return {
    category: "SECRET",
    severity: "high",
    confidence: 0.95,
    notBefore: `${ALNUM}_`,
    notAfter: TOKEN,
    ...rule,
    ...(isValid && { isValid }),
  };
}

/** Anthropic's keys have a rule of their own; words joined by hyphens are not keys. */
function isOpenAiKey(match: string): boolean {
  if (match.startsWith("sk-ant-")) return false;
  return match.includes("T3BlbkFJ") || (hasDigit(match) && /[A-Z]/.test(match));
}

function hasDigit(match: string): boolean {
  return /\d/.test(match);
}
