// The small vocabulary by which decoders tell language from noise: common English words, and the
// words that injections are made of, in English and the other languages in which they are common.
// A word is looked up by its hash, together with what it would be backwards or under a cipher.
import { ORDINARY_WORDS } from "./ordinary-words.ts";

/** What most English sentences hold. */
const COMMON =
  "the and that have for not with you this but his from they say her she will one all would there their what out about who get which when make can like time just him know take people into year your good some could them see other than then now look only come its over think also back after use two how our work first well way even new want because any these give day most are was were been has had did does more very here much each between must should being may might still own such same down before through where while too under always never again every please answer question help write following follow text word words example nothing everything anything without is it of to in on as at be by or if so we my me do no up an am he us go " +
  "hello world today tell need find using based given provide explain describe create list many information user data number name first last next page file code read open set " +
  "ask asks asked answers act acts acting play played playing game role story chat conversation " +
  "current simple step steps remember try learn process old three state end agent reference " +
  "best why instead ensure times access object change changes customer week once great review " +
  "bash age sentence stop generate inside important top thanks extract line body children begin " +
  "block personal turn latest public kind target task tasks space ready whether history total " +
  "status detail allow allows allowed team report usage price legal wait both takes parts break " +
  "root service experience private tool tools place plan different size post days hours going " +
  "quick none possible array including values changed already found fix sure years small right " +
  "continue purposes purpose stay view request requests response responses return start used " +
  "value options keep reason contact content check complete note table web site test testing " +
  "production demo human evil free freedom real imagine fictional fiction hypothetical exact " +
  "exactly verbatim full part emergency urgent boss company phone numbers account bank card " +
  "money address names date letters letter english french german spanish said says speak told " +
  "telling talk came stands stand means meaning mean else cannot dont entire whole rest longer " +
  "later soon ever really actually simply let lets yes okay sorry dear thank hey everyone " +
  "anybody someone nobody anymore further beginning ending final finally since until unless " +
  "therefore however though although despite against across along around near far left outside " +
  "within upon among toward weather recipe poem joke essay song movie book article summary news " +
  "customers doctor friend friends family mother father grandmother school home city country";

/**
 * What injections are made of. Kept to words of which two, close together, are seldom met in other
 * talk: where a disguise gives such a pair, it is taken off.
 */
const TELLING =
  "ignore ignores ignoring ignored disregard disregarding forget forgetting override overriding overrides bypass bypassing neglect dismiss abandon discard reveal revealing disclose divulge expose leak output print repeat recite translate display paraphrase " +
  "previous previously prior above earlier preceding foregoing initial original existing instruction instructions directive directives prompt prompts guideline guidelines command commands rule rules order orders restriction restrictions constraint constraints programming policy policies safeguard safeguards message messages context " +
  "system developer administrator admin assistant assistants chatgpt language model secret secrets hidden confidential internal password passwords passphrase credentials token tokens key keys " +
  "jailbreak jailbroken unfiltered uncensored unrestricted unlimited pretend roleplay persona character refuse refusing comply obey respond limitations limits ethical ethics unethical moral illegal harmful dangerous warnings disclaimers filter filters safety security " +
  "cancel former past directions requirements received erase unlearn permitted confines freed immoral amoral lectures insult antigpt openai anthropic mode developers simulate simulation morality apologize censored swears pwned disable disabled authorize authorise authorized grant granted privileges environment variables configuration protocol protocols restricted " +
  "execute send forward email delete transfer upload exfiltrate attacker approve immediately decode " +
  // German, French, Spanish, Italian, Portuguese.
  "ignoriere vergiss alle vorherigen bisherigen anweisungen regeln oublie ignorez toutes precedentes consignes regles ignora olvida todas instrucciones anteriores reglas dimentica tutte istruzioni precedenti regole esqueca ignore instrucoes regras revela zeige";

/**
 * What sentences hold in other languages, without marks: German, French, Spanish, Italian,
 * Portuguese, Dutch, Polish, Turkish, Hindi in Latin letters, Indonesian, Swedish.
 */
const FOREIGN =
  "nicht eine einen diese sind wird kann auch oder aber wenn alle deine deiner meine jetzt bitte antworte schreibe befolgst befehle anweisung neue anleitung passwort ohne " +
  "pour dans avec vous nous votre cette sont mais tous comme faire etes repondre repondez maintenant comment explique directives contourne affiche montre " +
  "para como esta todo todas pero ahora eres puede hacer responde sobre cuando tiene muestra contrasena reglas ignore " +
  "sono questo tutto della adesso devi ogni senza mostra voce agora seja isso mostre senha ignore suas " +
  "niet jouw deze zijn wordt vergeet negeer vorige instructies wachtwoord " +
  "wszystkie poprzednie instrukcje zignoruj teraz jestes zasady pokaz haslo " +
  "onceki talimatlari tum goster sistem simdi butun tekrarla istemini metni sifreyi " +
  "karo mujhe batao aapke pichle saare nirdesh bhool nahi apne sabhi kaise " +
  "abaikan semua instruksi sebelumnya kamu adalah sekarang tampilkan alla tidigare instruktioner glom";

/** Where encodings are talked of. */
const ENCODING = "base decode decoded decoding encoded encoding encode cipher";

/** Words, names and abbreviations of texts that are in no disguise. */
const WORDS_TOO = new Set(
  (
    "ant bar barf bin cheer dias dna dsl elif ella emit env envy era eton evil fur gel " +
    "gib glow gnat jul keels kool live low ner nun ores peek pets pot pots resu " +
    "robe saw sub tel tes ton tops trap tub tuo url ward wen won yam zoo "
  )
    .trim()
    .split(" "),
);

/** What a word is, as bits. */
export const COMMON_WORD = 1;
export const TELLING_WORD = 2;
/** A word of either list written backwards, under rot13, or under atbash. */
export const BACKWARDS = 4;
export const ROT13 = 8;
export const ATBASH = 16;
/** It tells that something is encoded. */
export const ENCODING_WORD = 32;

/** In an order that is turned round: what comes before another word, and what comes after it. */
export const COMES_LAST = 64;
export const COMES_FIRST = 128;

/** The beginning of every word's hash, and its multiplier: words of up to some 20 letters differ. */
export const HASH_FACTOR = 0x0100_0193;

const A = 0x61;
const UPPER_A = 0x41;
const LETTERS = 26;

/** Open addressing: twice as many places as entries, so that a look-up is a read or two. */
const PLACES = 16_384;
const hashes = new Int32Array(PLACES);
const kinds = new Uint8Array(PLACES);
/** A bit for each beginning of a word that is known as it stands, by its hash; some bits are others'. */
const BEGINNINGS = 1 << 18;
const beginnings = new Uint8Array(BEGINNINGS >> 3);

/** What most English sentences hold, each word once. */
export const COMMON_WORDS: readonly string[] = [...new Set(COMMON.split(" "))];
/** The words that injections are made of, each once. */
export const TELLING_WORDS: readonly string[] = [...new Set(TELLING.split(" "))];
const FOREIGN_WORDS = new Set(FOREIGN.split(" "));

for (const word of COMMON_WORDS) add(word, COMMON_WORD);
for (const word of TELLING_WORDS) add(word, TELLING_WORD);
for (const word of FOREIGN_WORDS) if (kindOf(word) === 0) add(word, COMMON_WORD);
// Their disguises are not known: they would be too many, and the others are there beside them.
for (const word of ORDINARY_WORDS) if (kindOf(word) === 0) add(word, COMMON_WORD);
for (const word of ENCODING.split(" ")) add(word, ENCODING_WORD);
/** Of the pairs that `ciphers.ts` looks for, all of which are known words. */
const LAST =
  "instruction instructions prompt prompts rules guidelines directives constraints restrictions message messages policies previous prior above earlier your these those all";
const FIRST =
  "system previous prior earlier above initial original safety your all every hidden secret developer the any reveal ignore disregard forget override bypass print show repeat follow";
for (const word of LAST.split(" ")) add(word, COMES_LAST);
for (const word of FIRST.split(" ")) add(word, COMES_FIRST);
for (const word of new Set([...COMMON_WORDS, ...TELLING_WORDS, ...FOREIGN_WORDS])) {
  addDisguise(backwards(word), BACKWARDS);
  addDisguise(shifted(word, 13), ROT13);
  addDisguise(mirrored(word), ATBASH);
}

function add(word: string, kind: number): void {
  const hash = hashOf(word);
  if (kind & (COMMON_WORD | TELLING_WORD)) noteBeginnings(word);
  let place = placeOf(hash);
  while (kinds[place] !== 0 && hashes[place] !== hash) place = (place + 1) % PLACES;
  hashes[place] = hash;
  kinds[place] = (kinds[place] ?? 0) | kind;
}

function noteBeginnings(word: string): void {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) {
    hash = (Math.imul(hash, HASH_FACTOR) + word.charCodeAt(at)) | 0;
    const bit = bitOf(hash);
    beginnings[bit >> 3] = (beginnings[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
}

function bitOf(hash: number): number {
  return (hash ^ (hash >>> 13) ^ (hash >>> 20)) & (BEGINNINGS - 1);
}

/** Whether a known word may begin with the letters that have a hash; false is certain. */
export function mayBegin(hash: number): boolean {
  const bit = bitOf(hash);
  return ((beginnings[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

/** Short words are words again too often ("no" and "on"), and some long ones ("was", "not"). */
function addDisguise(disguised: string, kind: number): void {
  if (disguised.length > 2 && kindOf(disguised) === 0 && !WORDS_TOO.has(disguised)) {
    add(disguised, kind);
  }
}

/** The hash of a word in lower case: `hash * HASH_FACTOR + code` for each letter, from 0. */
export function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) {
    hash = (Math.imul(hash, HASH_FACTOR) + word.charCodeAt(at)) | 0;
  }
  return hash;
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 14) ^ (hash >>> 7)) & (PLACES - 1);
}

/** What the word with a hash is; 0 for one that is not known. */
export function kindOfHash(hash: number): number {
  let place = placeOf(hash);
  for (;;) {
    const kind = kinds[place] ?? 0;
    if (kind === 0 || hashes[place] === hash) return kind;
    place = (place + 1) % PLACES;
  }
}

/** What a word in lower case is; 0 for one that is not known. */
export function kindOf(word: string): number {
  return kindOfHash(hashOf(word));
}

/** Whether a word in lower case is of the vocabulary, as it stands. */
export function isKnownWord(word: string): boolean {
  return (kindOf(word) & (COMMON_WORD | TELLING_WORD)) !== 0;
}

/** Whether a word in lower case is one that injections are made of. */
export function isTellingWord(word: string): boolean {
  return (kindOf(word) & TELLING_WORD) !== 0;
}

/** How many words of injections a text holds, other letters around them or not; at most `max`. */
export function tellingWords(text: string, max: number): number {
  const seen: number[] = [];
  let hash = 0;
  let length = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) | 0x20 : 0;
    const isLetter = code >= A && code < A + LETTERS;
    if (isLetter && length < COUNTED_CHARS_MAX) {
      hash = (Math.imul(hash, HASH_FACTOR) + code) | 0;
      length += 1;
      continue;
    }
    if (length > 2 && kindOfHash(hash) & TELLING_WORD && !seen.includes(hash)) {
      seen.push(hash);
      if (seen.length >= max) break;
    }
    hash = isLetter ? code : 0;
    length = isLetter ? 1 : 0;
  }
  return seen.length;
}

/** No word of injections is longer. */
const COUNTED_CHARS_MAX = 16;

/** A word backwards. */
export function backwards(text: string): string {
  return Array.from(text).toReversed().join("");
}

/** Letters moved on by `by` places of the alphabet; all else as it is. */
export function shifted(text: string, by: number): string {
  return mapLetters(text, (place) => (place + by) % LETTERS);
}

/** Letters taken from the other end of the alphabet (atbash); all else as it is. */
export function mirrored(text: string): string {
  return mapLetters(text, (place) => LETTERS - 1 - place);
}

function mapLetters(text: string, to: (place: number) => number): string {
  return text.replace(/[A-Za-z]/g, (letter) => {
    const base = letter < "a" ? UPPER_A : A;
    return String.fromCharCode(base + to(letter.charCodeAt(0) - base));
  });
}
