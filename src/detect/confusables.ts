// Letters that look like Latin ones, and what they stand for. Plain Russian or Greek stays as it is:
// a letter is folded where its word, or the text around it, is otherwise Latin.
import { isKnownWord } from "./views/vocabulary.ts";

/**
 * Pairs of a letter and the Latin one that it looks like. From the Unicode table of confusables
 * (https://www.unicode.org/Public/security/latest/confusables.txt), those that one letter stands for.
 */
const LOOKALIKES =
  // Cyrillic.
  "аaсcԁdеeһhіiјjӏlоoрpԛqѕsԝwхxуyүyѵvґrАAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYԌGԜWԚQӀIЁEёeїiЇI" +
  // Greek.
  "αaοoνvιiρpυuκkεeτtηnχxγyωwσoϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCͿJ" +
  // Armenian.
  "օoհhոnսuցgզqյjաwՕOՍUԼL" +
  // Cherokee.
  "ᎪAᏴBᏟCᎠDᎬEᏀGᎻHᎥiᎫJᏦKᏞLᎷMᏢPᎡRᏚSᎢTᏙVᎳWᎩYᏃZ" +
  // Lisu.
  "ꓐBꓑPꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU" +
  // Coptic.
  "ⲀAⲈEⲒIⲔKⲘMⲚNⲞOⲢPⲤCⲦTⲨYⲬXⲟoⲣpⲥc";

/** Letters that pass for Latin ones only among Latin ones. */
const LOOSE_LOOKALIKES = "вbкkмmнhтtпnгrяrиuлnзzшwьbбbάaέeίiόoύuήnδdθoπnςsΣEЯRИNПN";

/** Letters of other alphabets' making that are only ever drawn Latin letters. */
const SMALL_CAPITALS =
  "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɑaɡgɩiʋvℓlℯeℊgℴoɾrꮪsꭰdꭱrꭲtꭵiꮃwꮋhꮓzꮢrꮇmꮯcꮮlꮶkꮜuꮩv";

const strict = readPairs(LOOKALIKES);
const loose = readPairs(LOOSE_LOOKALIKES);
const drawn = readPairs(SMALL_CAPITALS);

function readPairs(pairs: string): ReadonlyMap<number, string> {
  const read = new Map<number, string>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    read.set(pairs.charCodeAt(at), pairs.charAt(at + 1));
  }
  return read;
}

/** What a letter is a drawing of, whatever stands around it; undefined for all else. */
export function lookalikeOf(code: number): string | undefined {
  // Negative circled and negative squared capitals, which compatibility forms leave alone.
  if (code >= 0x1f150 && code <= 0x1f169) return String.fromCharCode(code - 0x1f150 + 0x41);
  if (code >= 0x1f170 && code <= 0x1f189) return String.fromCharCode(code - 0x1f170 + 0x41);
  return drawn.get(code);
}

/** Whether a letter passes for a Latin one where Latin ones stand. */
export function isConfusable(code: number): boolean {
  return code > 0x7f && (strict.has(code) || loose.has(code));
}

/** Letters of scripts with look-alikes: Greek, Cyrillic, Armenian, Cherokee, Lisu, Coptic. */
const OTHER = "\\u0370-\\u058f\\u13a0-\\u13fd\\u2c80-\\u2cff\\ua4d0-\\ua4ff";
const MIXED = new RegExp(`[A-Za-z](?:[${OTHER}]|(?<=[${OTHER}].))`);
/** Those among them that no Latin letter looks like. */
const FOREIGN = new RegExp(
  `(?![${[...strict.keys()].map((code) => String.fromCharCode(code)).join("")}])[${OTHER}]`,
);
/** Those that no Latin letter looks like even among Latin ones: most Russian sentences have some. */
const PLAINLY_FOREIGN = new RegExp(
  `(?![${[...strict.keys(), ...loose.keys()].map((code) => String.fromCharCode(code)).join("")}])[${OTHER}]`,
);
const WORDS = new RegExp(`[A-Za-z${OTHER}]+`, "g");
const OTHER_LETTER = new RegExp(`[${OTHER}]`);

/**
 * Folds look-alikes to Latin letters, one for one: in words that mix them with Latin letters, and
 * words of nothing else in a text that is otherwise Latin.
 */
export function foldConfusables(text: string): string {
  // Words of another script beside those that could be Latin: that script is meant.
  const isForeign = FOREIGN.test(text);
  if (isForeign && !MIXED.test(text)) return text;
  const parts: string[] = [];
  let read = 0;
  const isLatin = !isForeign && isOtherwiseLatin(text);
  // Words of both alphabets, and no letter in the text that is only of the other one.
  const isLoose = isForeign && !PLAINLY_FOREIGN.test(text);
  for (const { index, 0: word } of text.matchAll(WORDS)) {
    const isFolded = isLatin || isLoose || /[A-Za-z]/.test(word);
    if (!OTHER_LETTER.test(word) || !isFolded) continue;
    const latin = foldWord(word, isLoose);
    if (latin === null) continue;
    parts.push(text.slice(read, index), latin);
    read = index + word.length;
  }
  parts.push(text.slice(read));
  return parts.join("");
}

/** It has Latin words, or words of injections when it is read as Latin. */
function isOtherwiseLatin(text: string): boolean {
  if (/[A-Za-z]{2}/.test(text)) return true;
  return (text.match(WORDS) ?? []).some((word) => isAttackWord(foldWord(word, false)));
}

function isAttackWord(word: string | null | undefined): boolean {
  return word !== null && word !== undefined && word.length > 3 && isKnownWord(word.toLowerCase());
}

/**
 * The word in Latin letters; null where a letter of it is none, or where most of it are letters that
 * pass for Latin ones only among Latin ones, unless the whole text is written so.
 */
function foldWord(word: string, isTextLoose: boolean): string | null {
  let letters = "";
  let latin = 0;
  let isLoose = false;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code < 0x80) {
      latin += 1;
      letters += word.charAt(at);
      continue;
    }
    const sure = strict.get(code);
    isLoose ||= sure === undefined;
    const letter = sure ?? loose.get(code);
    if (letter === undefined) return null;
    letters += letter;
  }
  return isLoose && !isTextLoose && latin * 2 < word.length ? null : letters;
}

/** Two-letter codes of countries and areas: the flags that there are (ISO 3166-1, and EU, UN, XK). */
const FLAGS = new Set(
  (
    "ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCPCRCUCVCWCXCYCZ" +
    "DEDGDJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMINIOIQIRISIT" +
    "JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP" +
    "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTOTR" +
    "TTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW"
  ).match(/../g),
);

/** Whether a row of regional indicators spells a word: its pairs are no flags, or it is a known word. */
export function isMeantAsLetters(letters: string): boolean {
  if (letters.length % 2 === 1) return true;
  if (letters.length > 2 && isKnownWord(letters.toLowerCase())) return true;
  return !(letters.match(/../g) ?? []).every((pair) => FLAGS.has(pair));
}
