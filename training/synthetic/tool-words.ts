// What attacks and ordinary texts both talk about: people, addresses, amounts, places, files.
// One vocabulary for both classes, so that no name and no address tells them apart.
import type { Random } from "../random.ts";
import type { Rules } from "./tool-grammar.ts";

const FIRST =
  "Amara|Bastian|Chiara|Dilnoza|Esteban|Fatou|Goran|Hanneke|Ibrahim|Jolanta|Kenji|Leilani|Mateus|Nadia|Oleg|Priyanka|Quentin|Rosalind|Sven|Tamika|Umar|Viktor|Wanda|Ximena|Yolanda|Zubair|Anna|Ben|Claire|David|Emily|Frank|Grace|Henry|Isabel|Jack|Karen|Liam|Mary|Nathan|Olivia|Peter|Rachel|Sam|Tom|Ursula|Vera|Will|Aiko|Bilal|Carlos|Dana|Elif|Femi|Giulia|Hassan|Ines|Jamal|Katya|Lars|Mei|Noah|Omar|Paula|Ravi|Sofia|Tariq|Uma|Vikram|Wei|Yara|Zoe|Alex|Chris|Jordan|Taylor|Morgan|Robin|Casey|Jamie|Mark|Linda|Steve|Julia|Martin|Eva|Lukas|Petra|Nikos|Astrid";
const LAST =
  "Abernathy|Bianchi|Castellanos|Dvorak|Eriksson|Fontaine|Gonzalez|Haddad|Ivanova|Johansson|Kowalski|Lindqvist|Moreau|Nakamura|Okafor|Petrov|Quigley|Rahman|Schneider|Tanaka|Ueda|Vasquez|Whitfield|Xu|Yilmaz|Zielinski|Smith|Brown|Jones|Miller|Davis|Clark|Lewis|Walker|Hall|Young|King|Wright|Scott|Green|Baker|Adams|Nelson|Carter|Mitchell|Roberts|Turner|Phillips|Campbell|Parker|Evans|Collins|Kaur|Singh|Patel|Nguyen|Kim|Park|Chen|Wang|Silva|Costa|Rossi|Weber|Meyer|Novak|Horvat|Popescu|Mensah|Diallo";

const DOMAIN =
  "gmail.com|outlook.com|yahoo.com|proton.me|icloud.com|hotmail.com|gmx.net|fastmail.com|mail.com|zoho.com|{word}{word2}.[com|net|org|io|co|dev|info|biz|eu|de|fr|app|xyz]|{word}-{word2}.[com|net|org|io|co|info|cloud|shop|online]|example.[com|org|net]";

/** A run of signs out of a set. */
function signs(random: Random, length: number, set: string): string {
  let text = "";
  for (let at = 0; at < length; at += 1) text += set[random.below(set.length)] ?? "";
  return text;
}

const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A number with separators, from small to large with equal weight on each size. */
function amountOf(random: Random): string {
  const whole = Math.floor(10 ** (0.7 + random.next() * 4.3));
  const cents = random.chance(0.3) ? `.${signs(random, 2, DIGITS)}` : "";
  return (random.chance(0.5) ? whole.toLocaleString("en-US") : String(whole)) + cents;
}

/** The common rules. */
export const WORDS: Rules = {
  first: FIRST,
  last: LAST,
  person: "{first}|{first} {last}|{first} {last}|{title} {last}",
  fullname: "{first} {last}",
  title: "Dr.|Mr.|Mrs.|Ms.|Prof.",
  handle: "@{user}",
  user: (random) => {
    const first = random.pick(FIRST.split("|")).toLowerCase();
    const last = random.pick(LAST.split("|")).toLowerCase();
    return random.pick([
      `${first}.${last}`,
      `${first}${last.slice(0, 1)}`,
      `${first}_${last}`,
      `${first.slice(0, 1)}${last}`,
      `${first}${random.below(100)}`,
      `${last}-${random.below(1000)}`,
      first,
    ]);
  },
  email: "{user}@{maildomain}|{user}@{maildomain}|{mailbox}@{maildomain}",
  maildomain: DOMAIN,
  mailbox:
    "info|support|billing|accounts|hr|office|backup|archive|data|reports|audit|finance|admin|contact|it-desk|security|collect|intake|sync|help|jobs|press|team",
  word: "blue|north|swift|prime|open|clear|data|cloud|green|silver|bright|first|global|metro|nova|pixel|quick|red|smart|solar|stone|true|urban|vital|wave|zen|alpha|apex|atlas|bay|core|delta|echo|fern|hill|iron|lake|lumen|maple|oak|orbit|peak|river|sage|terra|vista|west",
  word2:
    "works|labs|bank|mail|store|soft|tech|media|line|point|bridge|field|desk|track|group|house|link|base|port|health|travel|foods|pay|logic|path|stack|hub|ware|sync|drive|care|shop|view|cast|forge|grid|mark|net|sys|team",
  host: "{word}{word2}.[com|net|org|io|co|dev|info|app|xyz|cloud]|[www|api|files|cdn|app|docs|status|portal|secure|my].{word}{word2}.[com|net|org|io|info]|{word}-{word2}.[com|io|net|site|online]",
  url: "https://{host}/{slug}|https://{host}/{slug}/{slug}|https://{host}|http://{host}/{slug}|https://{host}/{slug}?[id|ref|q|token|u]={hex8}|{host}/{slug}",
  slug: "login|verify|account|report|form|upload|collect|log|track|docs|help|pay|invoice|share|download|hook|events|api|v1|v2|start|offers|news|blog|guide|join|confirm|reset|survey|apply|pricing|status|update|install|{hex8}",
  webhook:
    "https://[hooks|webhook|api|in|collect].{word}{word2}.[com|io|net]/[hook|in|collect|services|t]/{hex8}",
  amount: (random) => random.pick(["$", "€", "£", "$", "USD ", "EUR "]) + amountOf(random),
  amountafter: (random) =>
    `${amountOf(random)} ${random.pick(["dollars", "USD", "EUR", "euros", "GBP", "CHF", "pounds", "SEK", "INR", "yen"])}`,
  money: "{amount}|{amount}|{amountafter}",
  number: (random) => String(2 + random.below(98)),
  small: (random) => String(1 + random.below(9)),
  year: (random) => String(2016 + random.below(12)),
  id: (random) => signs(random, 4 + random.below(6), DIGITS),
  code: (random) =>
    `${signs(random, 2 + random.below(2), LETTERS).toUpperCase()}-${signs(random, 3 + random.below(4), DIGITS)}`,
  hex8: (random) => signs(random, 8, HEX),
  uuid: (random) =>
    `${signs(random, 8, HEX)}-${signs(random, 4, HEX)}-4${signs(random, 3, HEX)}-a${signs(random, 3, HEX)}-${signs(random, 12, HEX)}`,
  sha: (random) => signs(random, 7 + random.below(2) * 33, HEX),
  iban: (random) => {
    const country = random.pick(["DE", "GB", "FR", "ES", "NL", "CH", "US", "IT", "PL", "CY"]);
    const body = signs(random, 18, DIGITS);
    return random.chance(0.5)
      ? `${country}${body}`
      : `${country}${body.slice(0, 2)} ${body.slice(2, 6)} ${body.slice(6, 10)} ${body.slice(10, 14)} ${body.slice(14)}`;
  },
  accountno: (random) => signs(random, 8 + random.below(4), DIGITS),
  wallet: (random) =>
    random.pick([
      `0x${signs(random, 40, HEX)}`,
      `bc1q${signs(random, 38, LETTERS + DIGITS)}`,
      signs(random, 34, BASE58),
      `0x${signs(random, 6, HEX)}...${signs(random, 4, HEX)}`,
    ]),
  coin: "ETH|BTC|USDC|SOL|USDT|XMR|LTC|ADA|bitcoin|ether",
  phone: (random) =>
    random.pick([
      `+1 (${signs(random, 3, DIGITS)}) ${signs(random, 3, DIGITS)}-${signs(random, 4, DIGITS)}`,
      `+44 20 ${signs(random, 4, DIGITS)} ${signs(random, 4, DIGITS)}`,
      `+49 ${signs(random, 3, DIGITS)} ${signs(random, 7, DIGITS)}`,
      `${signs(random, 3, DIGITS)}-${signs(random, 3, DIGITS)}-${signs(random, 4, DIGITS)}`,
    ]),
  month:
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec",
  weekday: "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
  day: (random) => String(1 + random.below(28)),
  two: (random) => String(1 + random.below(12)).padStart(2, "0"),
  iso: "{year}-{two}-[0{small}|1{small}|2[0|1|2|3|4|5|6|7|8]]",
  clock:
    "[0|]{small}:[00|15|30|45|05|50] [am|pm|AM|PM]|1[0|1|2|3|4|5|6|7|8]:[00|15|30|45]|noon|{small} [am|pm]",
  stamp: "{iso}T1[0|1|2|3|4|5|6|7|8]:[00|12|27|38|41|59]:[00|07|19|33|48]Z",
  date: "{month} {day}|{day} {month}|{month} {day}, {year}|{iso}|{two}/{two}/{year}|{weekday}, {month} {day}",
  when: "[on|by|before|until] {weekday}|on {date}|by {date}|[tomorrow|today|tonight|next week|this afternoon|this evening|at the end of the month]|by end of [day|week]|at {clock}|at {clock} on {weekday}|in [two|three|five|ten] [days|hours|minutes|weeks]",
  ago: "[yesterday|last week|this morning|last night|earlier today|two days ago|last month|last {weekday}]|on {date}|on {weekday}|in {month}|at {clock} [yesterday|on {weekday}|]",
  city: "Lisbon|Oslo|Toronto|Nairobi|Osaka|Prague|Austin|Lyon|Bologna|Kraków|Singapore|Melbourne|Chicago|Denver|Porto|Dublin|Madrid|Vienna|Zurich|Helsinki|Athens|Cairo|Lima|Bogotá|Seoul|Taipei|Mumbai|Jakarta|Seattle|Boston|Atlanta|Leeds|Ghent|Basel|Turin|Riga",
  street:
    "{number} [Main|Oak|Maple|Church|Park|Mill|Station|Lake|Hill|High|Elm|Garden|River|King] [Street|Avenue|Road|Lane|Drive|Boulevard|Way]",
  address: "{street}, {city}|{street}",
  company:
    "{Word} [Works|Labs|Partners|Logistics|Foods|Systems|Media|Insurance|Dental|Energy|Travel|Robotics|Consulting|Bank|Clinic|Motors|Textiles|Analytics|Pharma|Studios]|{last} [& Sons|Ltd|GmbH|Inc.|& Co|Group|Associates]|{last} & {last}",
  Word: "Blue|North|Swift|Prime|Clear|Cloud|Green|Silver|Bright|Global|Metro|Nova|Pixel|Solar|Stone|Urban|Vital|Wave|Apex|Atlas|Delta|Echo|Iron|Lumen|Maple|Orbit|Peak|River|Sage|Terra|Vista",
  product: "{adjective} {thing}|{Word} {thing}|{thing} [Pro|Mini|Plus|XL|2|3|S|Lite|Max|]|{thing}",
  thing:
    "wireless headphones|coffee machine|office chair|standing desk|rain jacket|air fryer|robot vacuum|running shoes|water bottle|desk lamp|backpack|electric toothbrush|yoga mat|mechanical keyboard|monitor|webcam|power bank|smart watch|tent|bicycle helmet|frying pan|knife set|mattress|pillow|blender|kettle|phone case|tablet|graphics card|router|dash cam|garden hose|drill|toolbox|board game|novel|cookbook|face cream|vitamin tablets|dog bed|cat litter|baby monitor|car seat|suitcase|sunglasses|dress|T-shirt|guitar|camera lens|printer|SSD",
  adjective:
    "compact|ergonomic|waterproof|foldable|stainless steel|rechargeable|noise-cancelling|lightweight|organic|adjustable|portable|digital|vintage|ultra-quiet|heavy-duty|wooden|ceramic|cordless|insulated|kids'",
  path: "[/|~/|./|][home|src|docs|data|var|etc|config|backup|projects|reports|shared|tmp|finance|photos]/{filename}|/[home|Users]/{user}/{filename}|{filename}|C:\\\\Users\\\\{last}\\\\{filename}",
  filename:
    "[report|budget|notes|invoice|contract|passwords|credentials|backup|config|secrets|customers|payroll|plan|summary|draft|readme|id_rsa|settings|export|inventory|roadmap|minutes|q{small}-results|tax-{year}|photos-{year}|{word}-{word2}].[txt|pdf|docx|xlsx|csv|json|yaml|zip|md|env|log|sql|key|pptx]",
  repo: "{user}/{word}-{word2}|{word}-{word2}/{word}|{word}{word2}",
  branch:
    "main|master|develop|release/{small}.{small}|feature/{word}-{word2}|fix/{id}|hotfix-{id}|gh-pages",
  version:
    "{small}.{small}.{small}|v{small}.{small}|{small}.{number}.0|v{small}.{small}.{small}-beta",
  bank: "{Word} Bank|{last} Savings|First {city} Bank|{Word} Credit Union|{city} Trust|the joint account|{Word}Pay",
  airline: "{Word} Air|{city} Airways|Air {Word}|{Word}Jet",
  drug: "ibuprofen|amoxicillin|metformin|lisinopril|atorvastatin|levothyroxine|omeprazole|sertraline|warfarin|insulin|prednisone|salbutamol|codeine|paracetamol|melatonin",
  topic:
    "the migration|the quarterly numbers|the new office|onboarding|the release|the marketing plan|the customer survey|the budget|the summer party|the audit|the security review|the pricing page|hiring|the roof repair|the school trip|the conference|the holiday schedule|the contract renewal|the website|the training|the data import|the delivery|the insurance claim|the translation|the mobile app|the grant application|the board meeting|the office move",
  team: "marketing|sales|finance|legal|support|platform|design|HR|operations|security|data|procurement|research|product|facilities",
  lang: "French|German|Spanish|Italian|Polish|Turkish|Japanese|Korean|Portuguese|Dutch|Swedish|Arabic|Hindi|Greek|Latin",
};
