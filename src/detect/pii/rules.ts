// Personal data with a fixed shape. Each rule is validated where its format allows it.
import { chars, choice, literal, optional, repeat, sequence, type TextRule } from "../text-rule.ts";
import { passesLuhn, passesMod97 } from "./checksums.ts";

const DIGIT = "0-9";
const WORD = "A-Za-z0-9";

/** Lengths by country, from the SWIFT IBAN registry (release 99). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

export const PII_RULES: readonly TextRule[] = [
  {
    id: "pii.credit-card",
    finds: "Payment card numbers of the main brands.",
    source: "ISO/IEC 7812; issuer ranges as the brands publish them.",
    category: "CREDIT_CARD",
    severity: "high",
    confidence: 0.95,
    pattern: sequence(
      chars("3-6", 1),
      repeat(sequence(optional(chars(" -", 1)), chars(DIGIT, 1)), 12, 18),
    ),
    notBefore: `${WORD}.`,
    notAfter: DIGIT,
    isValid: isCardNumber,
  },
  {
    id: "pii.iban",
    finds: "International bank account numbers.",
    source: "ISO 13616-1; lengths from the SWIFT IBAN registry.",
    category: "IBAN",
    severity: "high",
    confidence: 0.97,
    pattern: sequence(
      chars("A-Z", 2),
      chars(DIGIT, 2),
      repeat(sequence(optional(literal(" ")), chars("A-Z0-9", 1)), 11, 28),
    ),
    notBefore: WORD,
    notAfter: WORD,
    isValid: isIban,
  },
  {
    id: "pii.us-ssn",
    finds: "US social security numbers, written with their separators.",
    source: "SSA: areas 000, 666 and 900-999, group 00 and serial 0000 are never issued.",
    category: "US_SSN",
    severity: "high",
    confidence: 0.85,
    pattern: choice(
      sequence(chars(DIGIT, 3), literal("-"), chars(DIGIT, 2), literal("-"), chars(DIGIT, 4)),
      sequence(chars(DIGIT, 3), literal(" "), chars(DIGIT, 2), literal(" "), chars(DIGIT, 4)),
    ),
    notBefore: `${WORD}-`,
    notAfter: `${WORD}-`,
    isValid: isSocialSecurityNumber,
  },
  {
    id: "pii.email",
    finds: "E-mail addresses.",
    source: "RFC 5321 sizes; the characters that real addresses use.",
    category: "EMAIL",
    severity: "medium",
    confidence: 0.95,
    pattern: sequence(
      chars(`${WORD}._%+-`, 1, 64),
      literal("@"),
      repeat(sequence(chars(`${WORD}-`, 1, 63), literal(".")), 1, 5),
      chars("A-Za-z", 2, 24),
    ),
    notBefore: `${WORD}._%+-`,
    notAfter: WORD,
    isValid: isEmailAddress,
  },
  {
    id: "pii.phone",
    finds: "Telephone numbers in international form.",
    source: "ITU-T E.164: a plus sign, then 8 to 15 digits, the first not 0.",
    category: "PHONE",
    severity: "medium",
    confidence: 0.75,
    pattern: sequence(
      literal("+"),
      chars("1-9", 1),
      repeat(sequence(optional(choice(literal(") "), chars(" .()-", 1))), chars(DIGIT, 1)), 7, 14),
    ),
    notBefore: `${WORD}+`,
    notAfter: DIGIT,
  },
];

function isCardNumber(match: string): boolean {
  const digits = match.replaceAll(/[ -]/g, "");
  return hasIssuer(digits) && passesLuhn(digits) && !/^(\d)\1+$/.test(digits) && isGrouped(match);
}

/** Issuer ranges and lengths: Amex, Diners, JCB, Visa, Mastercard, Maestro, Discover, UnionPay. */
function hasIssuer(digits: string): boolean {
  return /^(?:3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|5[06-8]\d{10,17}|6(?:011|22\d|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|6[0-9]\d{10,17})$/.test(
    digits,
  );
}

/** Separators come in one kind and stand between groups of at least three digits. */
function isGrouped(match: string): boolean {
  const separators = match.replaceAll(/\d/g, "");
  if (separators === "") return true;
  if (new Set(separators).size > 1) return false;
  return match.split(/[ -]/).every((group) => group.length >= 3);
}

function isIban(match: string): boolean {
  const compact = match.replaceAll(" ", "");
  return IBAN_LENGTHS[compact.slice(0, 2)] === compact.length && passesMod97(compact);
}

function isSocialSecurityNumber(match: string): boolean {
  const area = match.slice(0, 3);
  const isIssued = area !== "000" && area !== "666" && area < "900";
  return isIssued && match.slice(4, 6) !== "00" && match.slice(7) !== "0000";
}

/** Not file names (`icon@2x.png`), and no address that begins or ends with a dot. */
function isEmailAddress(match: string): boolean {
  const [local = "", domain = ""] = match.split("@", 2);
  if (local.startsWith(".") || local.endsWith(".") || local.includes("..")) return false;
  return !/\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|md)$/i.test(domain);
}
