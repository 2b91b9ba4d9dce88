// The main families in languages other than English, and mixed with it: orders to set instructions
// aside, requests for the system prompt, personas without rules. Word order differs, so concepts are
// sought near one another rather than phrases. English alone is `override.ts`' business and others'.
import type { Detector } from "../detector.ts";
import type { NormalizedText } from "../normalize.ts";
import {
  findPhrases,
  group,
  groupBeyond,
  phraseDetector,
  rest,
  type PhraseGroup,
  type Range,
  type SaidPhrase,
} from "./phrases.ts";

/** Words for one thing, as expressions. */
interface Words {
  /** What English has too, and is sought only beside words of other languages. */
  readonly english: string;
  /** Accents off. */
  readonly latin: string;
  /** In other scripts, where words have no boundaries to speak of. */
  readonly beyond: string;
}

/** The places of words that are rare in any language: the rest is sought around them. */
type Anchor = readonly { readonly isEnglish: boolean; readonly group: PhraseGroup }[];

function anchor({ english, latin, beyond }: Words): Anchor {
  const whole = (words: string): PhraseGroup => group(`(?:${words})(?![a-z0-9_])`, rest("", 0));
  return [
    ...(english === "" ? [] : [{ isEnglish: true, group: whole(english) }]),
    ...(latin === "" ? [] : [{ isEnglish: false, group: whole(latin) }]),
    { isEnglish: false, group: groupBeyond(beyond, 0) },
  ];
}

/** Words that are common, and are sought only near others. */
interface Context {
  readonly foreign: RegExp;
  readonly english: RegExp | null;
}

function context({ english, latin, beyond }: Words): Context {
  const foreign = `(?<![a-z0-9_])(?:${latin})(?![a-z0-9_])|${beyond}`.replaceAll(" ", "\\s");
  return {
    foreign: new RegExp(foreign),
    english: english === "" ? null : new RegExp(`\\b(?:${english})\\b`.replaceAll(" ", "\\s")),
  };
}

/** To ignore, to forget. */
const SET_ASIDE = anchor({
  english: "ignore|disregard|forget",
  latin:
    "ignor(?:a|ar|en|ad|es|ez|i|ino|ier(?:e|en|t)|era|er|uj|ujcie|isi)|olvid(?:a|ar|e|en|ate)|omit(?:e|a)|descart(?:a|e)|desatiend(?:e|a)|haz caso omiso|no hagas caso|pasa por alto|deja de lado|salta(?:te)?|vergiss|vergesst|vergessen sie|missachte[nt]?|lasse? (?:\\w{1,14} ){1,4}(?:ausser acht|beiseite)|oublie[rsz]?|ne (?:tiens|tenez|suis|suivez) (?:pas|plus)|fais abstraction|ne respecte plus|dimentica(?:re|te|ti)?|scorda(?:re|te|ti)?|trascura(?:re|te)?|non tenere conto|esquec(?:a|am|e|er)|desconsider(?:a|e|ar)|negeer|vergeet|zignoruj(?:cie)?|zapomnij(?:cie)?|pomin(?:cie)?|gormezden gel\\w{0,4}|yok say\\w{0,4}|unut(?:un)?|dikkate alma\\w{0,3}|goz ardi et\\w{0,4}|abaikan(?:lah)?|lupakan(?:lah)?|hiraukan|bo qua|quen(?: di)?|phot lo|glom|ignorera|unohda|uita|ignora(?:ti)?|zapomen|felejtsd|bhool ?ja\\w{0,3}|bhul ?ja\\w{0,3}|bhula ?d\\w{1,2}|nazar ?andaz\\w{0,6}|andekha|chho?d ?(?:do|de|kar)|mat (?:maano|follow)",
  beyond:
    "(?:про)?игнориру(?:й|йте|ем)|игнорировать|забуд(?:ь|ьте)|забыть|отброс(?:ь|ьте)|не обращай(?:те)? внимания на|не учитывай(?:те)?|не следуй(?:те)?|(?:про)?ігноруй(?:те)?|забудь(?:те)?|не зважай(?:те)?|忽略|忽視|忽视|无视|無視|忘记|忘記|忘掉|不要理会|不要遵守|不用管|别管|抛开|抛弃|丢弃|忘れ(?:て|ろ)|무시(?:하|해)|잊어|잊고|따르지 ?마|تجاهل|تجاهلي|تجاهلوا|انس |انسى|لا تتبع|अनदेखा|नजरअंदाज|नज़रअंदाज़|नज़रअंदाज|भूल ?जा|भुला|उपेक्षा|نادیده|فراموش|ignoruj",
});

/** Earlier, above, all. */
const EARLIER = context({
  english: "previous|prior|above|earlier|preceding|initial|all|existing|past|your",
  latin:
    "anterior(?:es|i|mente)?|previ[ao]s?|precedent(?:e|es|i)|inicial(?:es|i)?|iniciais|de arriba|todas|todos|todo|toda|tus|suas|seus|vorherige[nmrs]?|vorige[nmrs]?|bisherige[nmrs]?|obige[nmrs]?|fruhere[nmrs]?|vorangegangene[nmrs]?|vorangehende[nmrs]?|ursprungliche[nmrs]?|alle[sn]?|samtliche[nmrs]?|deine|ihre|precedente?s|anterieure?s|ci-dessus|initiale?s|toutes|tous|tes|vos|tutt[eio]|iniziali|tue|tuoi|acima|eerdere|voorgaande|vorige|bovenstaande|jouw|poprzednie|wczesniejsze|powyzsze|wszystkie|dotychczasowe|onceki|yukaridaki|tum|butun|mevcut|sebelumnya|di ?atas|semua|seluruh|truoc(?: do)?|ben tren|o tren|tat ca|moi|tidigare|alla|aiemmat|anterioare|toate|predchozi|vsechny|korabbi|osszes|pichh?l[ei]|pehle|purane|saar[ei]|sabhi|sab|upar",
  beyond:
    "предыдущ|прежни|прошлы|вышеуказанн|вышестоящ|ранее|все|всё|всех|свои|попередн|усі|всі|之前|以上|前面|先前|此前|上面|所有|一切|上述|全部|以前|これまで|上記|前の|今まで|すべて|全て|先の|この|이전|앞의|앞선|위의|모든|모두|지금까지|기존|السابقة|السابقه|سابقة|جميع|كل|أعلاه|पिछल|सभी|पहले|ऊपर|सारे|قبلی|تمام",
});

/** Instructions, rules. */
const INSTRUCTIONS = context({
  english: "instructions?|prompts?|rules|guidelines?|directives?|restrictions",
  latin:
    "instruccion(?:es)?|indicacion(?:es)?|ordenes|reglas|directrices|directivas|normas|consignas|restricciones|anweisung(?:en)?|instruktion(?:en)?|befehle?|regeln|vorgaben|richtlinien|einschrankungen|consignes?|regles|ordres|istruzion[ei]|direttive|regole|ordini|instruc(?:oes|ao)|ordens|regras|diretrizes|instructies?|opdracht(?:en)?|regels|aanwijzingen|instrukcj[aeio]|polecen(?:ia|ie)|zasady|wytyczne|reguly|talimat\\w{0,8}|komut\\w{0,6}|kural\\w{0,6}|yonerge\\w{0,6}|instruksi|perintah|aturan|petunjuk|huong dan|chi dan|chi thi|menh lenh|lenh|quy tac|instruktioner|instruktionerna|ohjeet|instructiuni(?:le)?|instrukce|pokyny|utasitas\\w{0,6}|nirdesh(?:on)?|niyam(?:on)?|hukum|aadesh",
  beyond:
    "инструкци|указани|команд|правил|распоряжени|директив|інструкці|вказівк|指令|指示|提示|规则|規則|说明|说明|命令|要求|设定|設定|限制|プロンプト|ルール|지시(?![어자])|명령|지침|규칙|프롬프트|تعليمات|التعليمات|الأوامر|القواعد|التوجيهات|निर्देश|आदेश|नियम|دستور",
});

/** "Everything before this": no word for instructions is needed. */
const ALL_BEFORE = context({
  english: "",
  latin:
    "todo lo (?:anterior|que te (?:dijeron|han dicho)|dicho)|todo o que (?:foi dito|veio antes)|tudo o que (?:foi dito|veio antes|te disseram)|tudo (?:acima|antes)|alles,? (?:davor|vorherige|bisherige|was (?:davor|vorher|bisher|zuvor|dir)|obige|wat hiervoor|hiervoor|hierboven)|tout ce qui (?:precede|a ete dit)|tout ce qu'on t'a dit|tutto (?:quello che|cio che|il precedente)|wszystko,? co (?:bylo|powiedziano|wczesniej)|(?:bundan )?onceki her seyi|semua yang (?:di atas|sebelumnya|dikatakan)|(?:tat ca|moi) (?:nhung gi|thu) (?:truoc|o tren|da)|sab kuch (?:jo )?(?:pehle|upar)|pehle (?:ka|jo) (?:sab|sab kuch)",
  beyond:
    "вс[её],? что (?:было|тебе|я|до)|усе,? що (?:було|тобі)|之前的(?:一切|所有|全部|内容|话)|(?:前面|之前|上面|以上)的?(?:所有|全部|一切)?的?(?:内容|话|对话|一切)|これまでの(?:こと|内容|会話)|上記の(?:内容|すべて)|앞의 (?:내용|모든)|이전(?:의)? (?:내용|대화)|كل ما (?:سبق|قيل)|पहले (?:का|जो) (?:सब|सब कुछ)",
});

/** The system prompt and hidden instructions, by name. */
const PROMPT = anchor({
  english:
    "system ?prompts?|system instructions?|hidden instructions?|initial prompt|system message",
  latin:
    "(?:system|start)-?(?:prompt|anweisung|befehl|nachricht|instruktion|eingabe)(?:s|en|e)?|(?:instrucciones|indicaciones|ordenes|reglas|directrices) (?:del sistema|iniciales|ocultas|secretas|internas|originales)|prompt (?:del sistema|de sistema|du systeme|systeme|do sistema|di sistema|inicial|initial|iniziale|oculto|secreto|sistema)|mensaje (?:del|de) sistema|mensagem do sistema|message systeme|(?:geheimen?|versteckten?|verborgenen?|internen?|ursprunglichen?) (?:anweisungen|instruktionen|regeln|befehle)|invite systeme|(?:instructions|consignes) (?:systeme|du systeme|cachees|secretes|initiales|internes)|(?:istruzioni|direttive) (?:di sistema|del sistema|nascoste|segrete|iniziali|interne)|(?:instrucoes|regras|diretrizes) (?:do sistema|ocultas|secretas|iniciais|internas)|systeem-?(?:prompt|instructies|bericht)|(?:verborgen|geheime) (?:instructies|opdrachten)|(?:prompt|monit|komunikat) systemow[ey]|instrukcje systemowe|(?:ukryte|tajne|poczatkowe) instrukcje|sistem (?:istemi\\w{0,4}|komut\\w{0,6}|talimat\\w{0,8}|mesaj\\w{0,4}|prompt\\w{0,5})|gizli (?:talimat|komut|kural)\\w{0,8}|(?:prompt|perintah|pesan) sistem|instruksi (?:sistem|tersembunyi|rahasia|awal)|(?:loi nhac|prompt|cau lenh|thong bao) he thong|(?:huong dan|chi dan|chi thi|lenh|quy tac) (?:he thong|an|bi mat|ban dau)(?: cua ban)?|chupe hue (?:instructions|nirdesh)|chhup[ei] (?:hue )?(?:instructions|nirdesh)",
  beyond:
    "системн[а-яё]{0,4} (?:промпт|промт|инструкц|подсказк|запрос|сообщени|указани)[а-яё]{0,4}|скрыт[а-яё]{0,3} (?:инструкц|указани|правил)[а-яё]{0,4}|секретн[а-яё]{0,3} (?:инструкц|указани)[а-яё]{0,4}|системн[а-яіїє]{0,4} (?:промпт|підказк|інструкц|запит)[а-яіїє]{0,4}|прихован[а-яіїє]{0,3} (?:інструкц|вказівк)[а-яіїє]{0,4}|системный prompt|系统(?:提示词?|提示語|指令|消息|设定)|系統(?:提示詞?|指令)|(?:隐藏|隱藏|秘密|初始|内部)的?(?:指令|指示|提示词?|规则|设定)|システム(?:の)?(?:プロンプト|指示|メッセージ|命令)|(?:隠された|秘密の|初期の?|内部の?)(?:指示|命令|プロンプト|ルール)|시스템 ?(?:프롬프트|지시|메시지|명령)|(?:숨겨진|비밀|초기) ?(?:지침|지시|명령|규칙|프롬프트)|(?:موجه|مطالبة|رسالة|تعليمات) النظام|(?:التعليمات|تعليماتك) (?:المخفية|السرية|الأولية|الأصلية)|सिस्टम ?(?:प्रॉम्प्ट|प्रॉम्पट|निर्देश|मैसेज|प्रांप्ट)|(?:छिपे|छुपे|गुप्त) ?(?:हुए )?निर्देश",
});

/** All of the text above. */
const TEXT_ABOVE = anchor({
  english: "",
  latin:
    "todo el texto (?:que (?:esta|hay|aparece) )?(?:de )?(?:encima|arriba|anterior|previo)|(?:den )?(?:gesamten|ganzen) text (?:oberhalb|uber|davor|oben)|alles (?:oberhalb|uber) dieser|tout le texte (?:qui (?:precede|se trouve) )?(?:au-dessus|ci-dessus|precedent|plus haut)|tutto il testo (?:che (?:precede|si trova) )?(?:sopra|precedente|qui sopra)|todo o texto (?:que (?:esta|aparece) )?(?:acima|anterior)|(?:alle|de hele) tekst (?:hier)?boven|caly tekst (?:powyzej|nad|znajdujacy)|(?:bu satirin )?(?:yukarisindaki|ustundeki|yukaridaki) (?:tum|butun) metni?|semua teks (?:di atas|sebelumnya)|toan bo (?:van ban|noi dung) (?:o |phia |ben )?tren|upar (?:ka|likha|wala) (?:saara|sara|pura|poora)",
  beyond:
    "весь текст (?:выше|до)|увесь текст (?:вище|до)|(?:以上|上面|上方|此行之前|前面)的?(?:所有|全部)(?:文字|文本|内容)|(?:所有|全部)(?:以上|上面|上述)的?(?:文字|文本|内容)|(?:この行より上|上記|上)の?(?:すべて|全て|全部)の?(?:テキスト|文章|内容)|(?:이 줄 )?위의? (?:모든|전체) (?:텍스트|내용|글)|(?:كل|جميع) النص(?:وص)? (?:أعلاه|الموجود|الذي)|(?:ऊपर|इस पंक्ति से ऊपर)(?: का| के| दिया)? ?(?:सारा|पूरा|सभी) ?(?:टेक्स्ट|पाठ)",
});

/** To show, to say; what is. */
const TELL = context({
  english: "show|reveal|print|repeat|tell|give|display|output|leak",
  latin:
    "muestra(?:me)?|mostrar|revela(?:r|me)?|dime|repite|repetir|imprime|imprimir|escribe|ensena(?:me)?|traduce|dame|zeige?n?|nenne|verrate?n?|gib|wiederhole?n?|druck(?:e|en)?|sag(?:e|en)?|ubersetze?|liste|montre[zr]?|revele[rz]?|affiche[rz]?|repete[rz]?|dis-(?:moi|nous)|dites|donne[rz]?|ecri[st]|traduis|mostra(?:mi|re|me)?|rivela(?:mi|re)?|ripeti|ripetere|dimmi|stampa|scrivi|mostre|revele|repita|diga|imprima|escreva|toon|laat|herhaal|onthul|vertel|schrijf|pokaz|ujawnij|powtorz|wypisz|podaj|goster(?:in)?|acikla(?:yin)?|tekrarla(?:yin)?|yaz(?:in)?|soyle(?:yin)?|listele|tampilkan|tunjukkan|ungkap(?:kan)?|ulangi|beri ?tahu|sebutkan|cetak|tulis(?:kan)?|hien thi|cho (?:toi|xem)|tiet lo|lap lai|in ra|nhac lai|viet|noi|dikha(?:o|do|iye)?|bata(?:o|do|iye)?|de ?do|print karo|reveal karo",
  beyond:
    "покаж|раскро|выведи|повтори|скажи|назов|напечатай|напиши|перечисли|сообщи|покажи|розкрий|显示|顯示|告诉|告訴|输出|輸出|透露|揭示|重复|重複|打印|给我|写出|泄露|列出|展示|公开|说出|見せ|教え|表示|出力|繰り返|明かし|開示|書き出|보여|알려|출력|공개|반복|말해|اعرض|أظهر|اكشف|اطبع|كرر|أخبرني|اذكر|दिखा|बता|प्रकट|दोहरा|लिखो|उजागर",
});

/** What is; which are. Asked of anything, so that more is wanted. */
const WHAT = context({
  english: "what|which",
  latin:
    "cual(?:es)?|que|was|wie laute[nt]|welche|quel(?:le)?s?|quali|qual|cosa|quais|o que|wat|welke|jakie|jaki|neler?|nedir|ne|apa|la gi|nhu the nao|kya",
  beyond:
    "какие|какой|каков|какая|что|які|який|яка|что|什么|什麼|何|무엇|뭐|뭔가|어떤|ما هي|ما هو|ما|क्या|कौन",
});

/** Yours. */
const YOURS = context({
  english: "your",
  latin:
    "tus?|sus?|vuestr[ao]s?|dein(?:e|en|er)?|ihr(?:e|en|er)?|tes|ton|ta|vos|votre|tu[aeo]|tuoi|suoi|suas?|seus?|teus?|tuas?|jouw|je|uw|twoj[ae]?|twoje|senin|talimatlarin|kuralların|komutların|istemin|sisteminin|promptun|\\w{4,16}(?:larin|lerin)|kamu|anda|mu|cua ban|tumhar[aei]|aapk[aei]|apn[aei]",
  beyond:
    "твои|твой|твоя|твое|твоё|твої|твій|ваш|свои|свой|своя|你的|您的|妳的|あなたの|君の|당신의|너의|네 |니 |تعليماتك|لديك|الخاصة بك|خاصتك|तुम्हार|आपक|तेर|अपन",
});

/** Without rules, limits or filters. */
const NO_LIMITS = anchor({
  english: "",
  latin:
    "sin (?:ningun[ao]? |ningun tipo de )?(?:restriccion(?:es)?|reglas?|limites?|limitaciones|filtros?|censura)|no (?:tienes|tiene) (?:ningun[ao] )?(?:restriccion(?:es)?|reglas?|limites?|filtros?)|ohne (?:jegliche |irgendwelche |alle )?(?:regeln|einschrankungen|beschrankungen|filter|zensur|grenzen|limits)|(?:hast|hat) keine(?:rlei)? (?:regeln|einschrankungen|beschrankungen|filter|grenzen)|sans (?:aucune? )?(?:restrictions?|regles?|limites?|filtres?|censure)|senza (?:alcun[ao]? |nessun[ao]? )?(?:restrizion[ei]|regol[ae]|limit[ei]|limitazioni|filtr[oi]|censura)|sem (?:quaisquer |qualquer |nenhum[ao]? )?(?:restric(?:oes|ao)|regras?|limites?|filtros?|censura)|nao tem (?:restricoes|regras|limites|filtros)|zonder (?:enige )?(?:regels|beperkingen|filters?|grenzen|censuur)|bez (?:zadnych )?(?:regul|zasad|ograniczen|filtrow|cenzury)|kuralsiz|kisitlamasiz|sansursuz|(?:hicbir )?(?:kurali|kurallari|siniri|sinirlamasi|kisitlamasi) olmayan|tanpa (?:aturan|batasan|filter|sensor|larangan|pembatasan)|khong (?:co )?(?:bat ky )?(?:quy tac|gioi han|han che|bo loc|rang buoc)|bina (?:kisi )?(?:restrictions?|rules?|niyam|limits?|filter|rok ?tok)",
  beyond:
    "без (?:каких-либо |всяких |любых )?(?:правил|ограничений|фильтров|цензуры)|не име(?:ет|ешь) (?:правил|ограничений)|без (?:будь-яких |жодних )?(?:правил|обмежень|фільтрів|цензури)|(?:没有|不受|无|沒有)(?:任何)?(?:的)?(?:限制|规则|規則|约束|过滤|道德|审查)|(?:制限|ルール|規則|フィルター?|制約)(?:の|が|は)?(?:一切)?(?:ない|無い|なし)|(?:규칙|제한|제약|필터|검열)(?:이|도|가)? ?(?:없는|없이|없다|없어)|(?:بدون|بلا|دون) (?:أي |أية )?(?:قيود|قواعد|حدود|رقابة|فلاتر)|बिना (?:किसी )?(?:नियम|प्रतिबंध|सीमा|फ़िल्टर|फिल्टर|रोक)",
});

/** To be or play somebody. */
const PRETEND = context({
  english: "act as|you are|pretend|from now on|role ?play",
  latin:
    "act[uú]a como|finge|hazte pasar|imagina que|eres|seras|a partir de ahora|comportate como|du bist|tu so als|stell dir vor|gib vor|verhalte dich|spiele?|ab jetzt|ab sofort|von nun an|tu es|fais (?:semblant|comme)|agis (?:comme|en tant)|imagine que|desormais|a partir de maintenant|joue le role|fingi|sei|comportati|immagina|d'ora in poi|agisci|finja|aja como|voce (?:e|agora)|imagine que|a partir de agora|de agora em diante|finja ser|doe alsof|je bent|vanaf nu|gedraag je|udawaj|jestes|od teraz|zachowuj sie|rolunu|gibi davran|artik|bundan sonra|sen (?:bir|artik)|bir .{0,20}gibi|berpura-pura|kamu (?:adalah|sekarang)|anda (?:adalah|sekarang)|mulai sekarang|bertindak|gia vo|hay dong vai|dong vai|ban la|tu bay gio|tu gio|ban (?:ban )?an|tum (?:ab|ek)|ab se|aaj se|ki tarah act|maan lo",
  beyond:
    "представь|притворись|веди себя|действуй как|ты (?:теперь|—|- |больше)|отныне|с этого момента|играй роль|уяви|вдавай|ти (?:тепер|—)|відтепер|поводься|假装|扮演|假設|假设|你(?:现在)?是|从现在起|从现在开始|從現在|充当|ふりをし|なりきって|として(?:振る舞|行動|ふるま)|今から|これから|あなたは|인 ?척|처럼 행동|역할을|이제부터|지금부터|너는|당신은|تظاهر|تصرف|أنت الآن|من الآن|تخيل|أنت |मान लो|बन जाओ|की तरह|अब से|आप एक|तुम एक|कल्पना",
});

/** Machines that answer: "sin reglas" is also said of sports. */
const MODELS = context({
  english: "ai|chatbot|bot|gpt|chatgpt|assistant|dan|llm|jailbreak",
  latin:
    "ia|ki|si|yz|asistente|asystent\\w{0,3}|assistente|assistent|yapay zeka\\w{0,4}|asisten|kecerdasan buatan|tri tue nhan tao|tro ly|modelo|modell|modele|modello|model|sztuczn[aą]|evilbot|\\w{2,12}(?:bot|gpt)|kunstliche|inteligencia artificial|intelligence artificielle",
  beyond:
    "ии|нейросет|ассистент|бот|модел|ші|асистент|人工智能|人工智慧|助手|模型|机器人|アシスタント|人工知能|モデル|인공지능|챗봇|어시스턴트|비서|ذكاء|مساعد|نموذج|एआई|सहायक|मॉडल|बॉट|ai",
});

/** Words further apart do not belong together. */
const TOGETHER_CHARS = 72;
/** What is said of all that was told before stands beside it. */
const BESIDE_CHARS = 28;
/** A persona and what it is free of are a sentence or two apart. */
const CHARACTER_CHARS = 160;
/** So many places of one concept are looked at. */
const PLACES_MAX = 32;

/** Detects the main families in other languages. */
export const multilingual: Detector = phraseDetector({
  meta: {
    id: "injection.multilingual",
    finds:
      "Override, prompt extraction and personas without rules in some twenty languages, also mixed with English.",
    source: "Deng et al. 2023, 'Multilingual jailbreak challenges'; the phrases are our own.",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: (plain) => [...overrides(plain), ...extractions(plain), ...personas(plain)],
});

function overrides(plain: NormalizedText): SaidPhrase[] {
  return places(SET_ASIDE, plain).flatMap((verb) => {
    const before = near(ALL_BEFORE, plain, { range: verb, chars: BESIDE_CHARS });
    if (before !== null && !(before.isEnglish && verb.isEnglish)) return say(verb, before, 0.85);
    const object = near(INSTRUCTIONS, plain, { range: verb, chars: TOGETHER_CHARS });
    if (object === null) return [];
    const [phrase] = say(verb, object, 0.9);
    const earlier = near(EARLIER, plain, { range: phrase, chars: BESIDE_CHARS });
    const isEnglish = verb.isEnglish && object.isEnglish;
    return earlier === null || (isEnglish && earlier.isEnglish) ? [] : phrase;
  });
}

function extractions(plain: NormalizedText): SaidPhrase[] {
  return [PROMPT, TEXT_ABOVE].flatMap((things) =>
    places(things, plain).flatMap((thing) => {
      const verb = near(TELL, plain, { range: thing, chars: BESIDE_CHARS }) ?? asked(thing, plain);
      return verb === null || (verb.isEnglish && thing.isEnglish) ? [] : say(thing, verb, 0.85);
    }),
  );
}

/** "What is a system prompt?" asks about prompts; "what is your system prompt?" asks for one. */
function asked(thing: Place, plain: NormalizedText): Place | null {
  const word = near(WHAT, plain, { range: thing, chars: BESIDE_CHARS });
  if (word === null) return null;
  return near(YOURS, plain, { range: thing, chars: BESIDE_CHARS }) === null ? null : word;
}

function personas(plain: NormalizedText): SaidPhrase[] {
  return places(NO_LIMITS, plain).flatMap((free) => {
    const verb = near(PRETEND, plain, { range: free, chars: CHARACTER_CHARS });
    if (verb === null) return [];
    const [phrase] = say(free, verb, 0.85);
    return near(MODELS, plain, { range: phrase, chars: BESIDE_CHARS }) === null ? [] : phrase;
  });
}

/** A word, and whether it is English. */
interface Place extends Range {
  readonly isEnglish: boolean;
}

function places(words: Anchor, plain: NormalizedText): readonly Place[] {
  return words.flatMap(({ isEnglish, group: one }) =>
    findPhrases(one, plain)
      .slice(0, PLACES_MAX)
      .map(({ start, end }) => ({ start, end, isEnglish })),
  );
}

const SENTENCE_END = /[.!?;\n。！？؟।；]/;

/** A word of the context in the sentence around a range, of another language than English if there is one. */
function near(
  words: Context,
  { text }: NormalizedText,
  { range, chars }: { readonly range: Range; readonly chars: number },
): Place | null {
  const before = text.slice(Math.max(0, range.start - chars), range.start).split(SENTENCE_END);
  const after = text.slice(range.end, range.end + chars).split(SENTENCE_END);
  const from = range.start - (before.at(-1)?.length ?? 0);
  const around = text.slice(from, range.end + (after[0]?.length ?? 0));
  const foreign = words.foreign.exec(around);
  const found = foreign ?? words.english?.exec(around) ?? null;
  if (found === null) return null;
  const start = from + found.index;
  return { start, end: start + found[0].length, isEnglish: foreign === null };
}

/** The words from the one to the other. */
function say(one: Range, other: Range, confidence: number): readonly [SaidPhrase] {
  return [
    { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end), confidence },
  ];
}
