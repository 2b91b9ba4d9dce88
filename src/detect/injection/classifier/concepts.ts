// What words mean, as far as it matters here: a lexicon of the ideas that attacks are made of, in
// some twenty languages. A classifier that has only ever seen "ignore the previous rules" knows
// through it that "pichle saare niyam bhool jao" says the same. All words are in plain form (lower
// case, no accents on Latin letters). A word that ends in `*` stands for all that begin so.
import { hashText } from "./hash.ts";

/** The words of each idea, in lists of words with blanks between. */
const WORDS = {
  override: `ignore ignores ignored ignoring disregard* forget forgets forgetting skip bypass* overrid* overrule*
    neglect* overlook* discard* drop abandon* dismiss* void nullify cancel delete erase wipe circumvent* evade
    ignorier* vergiss vergesst vergessen missacht* umgeh* verwirf ignorez oublie oubliez oublier neglige* contourn*
    ignora ignorar ignore olvida olvidar olvide descarta* omite omitir elude saltate trascura dimentica dimenticare tralascia
    esquece esqueca esquecer desconsider* negeer negeren vergeet zignoruj* ignoruj* zapomnij* pomin*
    игнорир* проигнорир* забудь* забыть обойди отбрось ігноруй* забудь відкинь unut* yoksay gormezden atla
    bhool bhul bhulo bhuljao nazarandaaz nazarandaz chhodo chhod abaikan lupakan quen uita neglijeaza
    忽略 无视 忘记 忘掉 抛开 跳过 绕过 無視 忘れ 무시 잊어 잊고 تجاهل انس نظرانداز अनदेखा भूल भुला अनदेखी`,
  prior: `previous previously prior above earlier preceding former foregoing initial original before past existing old
    last already current pre-set preset default vorherig* vorig* bisherig* obig* fruher* ursprunglich*
    precedent* anterieur* initial* ci-dessus anterior* previa previas previo previos arriba precedent* precedenti sopra
    anteriores acima vorige bovenstaande eerdere poprzedni* wczesniejsz* powyzsz* предыдущ* прежн* ранее выше
    попередн* раніше onceki yukaridaki pichl* pehle purane upar pehli sebelumnya diatas truoc 之前 先前 以上 上面 前面 原来
    これまで 以前 前の 上記 이전 앞선 위의 السابقة السابق أعلاه पिछले पहले उपरोक्त`,
  instruction: `instruction* instruct directive* rule rules guideline* guidance order orders command commands prompt prompts
    constraint* restriction* limitation* requirement* protocol* programming training configuration context policy policies
    briefing task tasks directions anweisung* vorgabe* regel* befehl* richtlinie* instruktion* consigne* regle* directive*
    instruccion* regla reglas orden ordenes indicacion* directriz directrices istruzion* regole regola ordini
    instrucoes instrucao regras ordens diretriz* instructies regels opdracht* polecen* instrukcj* zasad* regul* wytyczn*
    инструкц* правил* указани* команд* директив* інструкц* вказівк* talimat* kural* komut* yonerge*
    nirdesh* niyam* instrucions hukm instruksi perintah aturan huongdan chidan quytac 指令 指示 说明 规则 提示词 提示 命令 要求
    ルール 命令 プロンプト 지시 명령 규칙 지침 프롬프트 التعليمات تعليمات القواعد الأوامر निर्देश नियम आदेश दस्तूर`,
  reveal: `reveal* show shows print prints tell tells say repeat* output* display* disclose* leak* share expose* recite
    echo state list write give copy paste dump describe summarize summarise spell translate encode return provide
    reproduce quote zeig* nenne verrate* sag sage ausgeb* gib wiederhol* drucke montre* affiche* revele* repete* dis donne
    muestra* revela* dime di repite repetir imprime ensena mostra* rivela* dimmi ripeti stampa rivelare
    mostre diga repita revele toon onthul zeg herhaal pokaz* ujawnij* powiedz powtorz wypisz покажи* раскрой* скажи
    повтори* выведи напечатай розкрий goster* soyle tekrarla yazdir acikla dikhao batao bata bolo dikha likho do
    tampilkan ungkapkan katakan ulangi hien tietlo 显示 透露 告诉 输出 打印 重复 说出 泄露 展示 見せ 教えて 表示 繰り返 出力
    보여 알려 말해 출력 반복 اعرض أظهر اكشف اطبع كرر दिखाओ दिखाएं बताओ बताएं दोहराएं`,
  secret: `secret secrets password* passwords passphrase* passcode* passkey credential* pin pincode token tokens
    confidential classified hidden private key keys flag codeword magic geheim* passwort* kennwort* zugangscode
    schlussel* secrete* motdepasse confidentiel* secreto* contrasena* clave claves confidencial segreto segreta
    chiave riservat* senha senhas segredo* chave geheime wachtwoord* haslo hasla tajn* sekret* пароль пароля секрет*
    ключ* конфиденциальн* таємн* sifre* gizli parola khufiya gupt raaz sandi rahasia kunci matkhau bimat
    密码 秘密 口令 密钥 机密 パスワード 秘密 合言葉 비밀번호 비밀 암호 السر كلمة سرية पासवर्ड गुप्त राज़ रहस्य`,
  code: `code codes access entry login phrase word ciphertext kode kod codigo codice 代码 コード 코드`,
  system: `system systems sysprompt developer developers admin administrator* root sudo superuser debug* maintenance
    diagnostic* kernel backend internal systemnachricht entwickler systeme developpeur sistema desarrollador administrador
    sviluppatore desenvolvedor systeem ontwikkelaar systemow* programist* систем* разработчик* администратор* sistem*
    gelistirici pengembang 系统 开发者 管理员 システム 開発者 管理者 시스템 개발자 관리자 النظام المطور सिस्टम डेवलपर`,
  model: `ai a.i llm llms assistant assistants chatbot* chatgpt gpt gpt-3 gpt-4 gpt4 model bot bots agent agents claude gemini
    copilot llama siri alexa bard ki assistent* assistant* ia asistente* assistente* asystent* ии ассистент* помощник*
    штучн* yapayzeka asisten trily 人工智能 助手 模型 机器人 アシスタント 人工知能 인공지능 챗봇 어시스턴트 الذكاء المساعد सहायक`,
  you: `you your you're youre u ur yourself du dein* deine* sie ihr ihre tu votre vous ton ta tes su tus usted tuo tua tue
    voce seu sua teu jij jouw je uw ty twoj* twoje pan ты твой твои вас вам тебе ваш* ти твій sen senin siz tum tumhar* aap
    aapk* apna apne apni kamu anda anh ban 你 您 你的 あなた 君 너 당신 أنت آप आप आपके तुम तुम्हारे`,
  role: `act acting pretend* roleplay* role-play* role simulat* imagine persona character play impersonat* become
    embody portray emulat* hypothetical* scenario fictional fiction story game spiel spiele rolle stell schauspiel* tue agis
    joue imagine imagina actua interpreta finge personaje papel juego recita fingi interpreta personaggio finja aja
    interprete personagem jogo doe alsof rol udawaj wciel graj rola postac представь притворись роль сыграй персонаж
    уяви роль gibi davran rol canlandir banke bano natak kirdar berperan bayangkan dongvai giasu 扮演 假装 想象 角色 假设
    ふり 演じ 役割 想像 역할 연기 상상 척 تظاهر تخيل دور अभिनय कल्पना भूमिका`,
  unlimited: `unrestricted unfiltered uncensored unlimited unbound* unchained unhinged unmoderated limitless amoral immoral
    unethical illegal unlawful lawless evil devil malicious rogue freed liberated jailbr* dan aim stan dude dangerous
    harmful toxic offensive nsfw explicit taboo forbidden prohibited unhindered unconstrained unfettered anarch*
    uneingeschrankt* unzensiert* ungefiltert* grenzenlos illegal* sansrestriction noncensure* sinrestricciones
    irrestrict* sincensura ilegal* senzarestrizioni illimitat* irrestrit* semrestric* onbeperkt* ongefilterd*
    nieograniczon* nieocenzurowan* неограничен* нелегальн* запрещен* незаконн* sinirsiz sansursuz yasadisi
    tanpabatas 不受限制 无限制 没有限制 违法 制限なし 無制限 무제한 제한없 غيرمقيد बिना असीमित`,
  limits: `limit limits restriction restrictions filter filters censorship boundary boundaries safeguards safety guardrails
    moral morals morality ethic* ethical legal rules scruples einschrankung* moral* ethisch* restriction* limite* limites
    etica etico filtro* restriccion* limitaciones restrizion* limiti restric* beperking* ograniczen* etyk* огранич* этик*
    мораль* обмежен* sinir* etik kisitlama* batasan 限制 道德 伦理 过滤 审查 制限 倫理 フィルター 제한 윤리 قيود أخلاق सीमा प्रतिबंध`,
  refuse: `refuse* refusal* decline* cannot can't unable sorry apologi* apology warn* warning* disclaimer* moraliz* lecture
    reject* deny denies object hesitat* ablehn* weiger* entschuldig* refuser refusez desole excuse* rechaz* negarte disculp*
    rifiut* scus* recus* desculp* weigeren odmow* odmawia* przepras* отказ* извин* reddet* ozur mana inkar maaf menolak
    拒绝 抱歉 道歉 警告 拒否 謝罪 거절 거부 사과 ترفض اعتذار मना माफी`,
  policyname: `openai anthropic google microsoft meta policy policies terms tos compliance regulations`,
  never: `never don't dont not no without nie niemals nicht kein* ohne jamais pas sans nunca no sin mai non senza nao sem
    nooit niet zonder nigdy nie bez никогда не нет без ніколи asla degil kabhi mat nahi nahin na bina jangan tidak tanpa
    khong dung 不 不要 别 从不 没有 ない ません するな 않 말고 없이 لا بدون أبدا नहीं मत कभी बिना`,
  always: `always every each all any everything anything whatever immer jede* alle alles toujours toute* tous todo* siempre
    cualquier* sempre tutti tutte ogni tudo todas altijd alle wszystk* zawsze kazd* всегда все всё любой всі завжди her
    tum hamesha sab saare saari sabhi har semua selalu tatca luon 所有 一切 总是 任何 すべて 全て 常に 모든 항상 جميع كل دائما सभी हमेशा सब`,
  must: `must shall should will need required have obligated mandatory compulsory obliged musst mussen soll sollst mussen
    devez dois doit debes debe tienes devi deve devono deves precisa moet musisz musi должен должны обязан повинен
    zorunda meli chahiye harus wajib phai 必须 应该 一定 必要 しなければ べき 해야 반드시 يجب عليك चाहिए ज़रूर`,
  now: `now henceforth onward onwards forward starting begin from ab jetzt nun desormais maintenant ahora adesso ora agora
    nu vanaf teraz odtad теперь отныне сейчас simdi artik ab se abse sekarang bay 现在 从现在 今后 今から 이제 지금 الآن अब अभी`,
  new: `new updated fresh revised instead different other neu neue neuen nouvelle* nouveau* nueva* nuevo* nuov* nova novo novas
    nieuwe nowe nowy нов* yeni naya naye nayi baru moi 新 新的 新しい 새로운 جديدة नया नए`,
  permission: `authorized authorised authorization permission* permitted allowed grant granted approve* approved clearance
    verified override exempt* erlaub* berechtig* autoris* autoriz* permis* permess* toegestaan zezwol* разреш* дозвол*
    izin* anumati izinkan 授权 允许 批准 許可 허용 승인 مسموح अनुमति`,
  send: `send sends sending forward email e-mail mail post upload transmit submit exfiltrat* deliver message notify text dm
    sende schick* envoie* envoyez envia* mandar invia* envie stuur wyslij* отправ* надішли gonder bhejo bhej kirim gui
    发送 转发 送信 送って 보내 전송 أرسل भेजें भेजो`,
  money: `transfer pay payment wire deposit withdraw* purchase buy order invoice refund account bank balance iban bitcoin btc
    usd eur dollar dollars euro crypto wallet loan donate uberweis* zahl* konto virement payer compte pagar transfier*
    cuenta bonifico pagare conto conta overmaken przelew* zaplac konto перевед* оплат* счет переказ havale ode hesap paise
    bhugtan bayar rekening 转账 付款 支付 账户 送金 支払 송금 결제 حول ادفع भुगतान`,
  destroy: `delete remove erase wipe destroy format drop shutdown disable deactivate uninstall cancel revoke terminate block
    losche* losch* entfern* supprim* efface* elimina* borra* borrar cancella* apaga* excluir verwijder* usun* удал* видал*
    sil kaldir mitao hatao hapus xoa 删除 移除 削除 삭제 احذف हटाएं मिटाएं`,
  grant: `grant share invite add unlock open enable install activate schedule book reserve create update change set modify
    register subscribe give allow access follow join rent download run execute launch turn adjust`,
  recipient: `address recipient account contact phone number url link website webhook endpoint server friend attacker`,
  user: `user users human humans person customer customers client owner operator people victim benutzer nutzer utilisateur*
    usuario* utente utenti usuari* gebruiker* uzytkownik* пользовател* kullanici* pengguna 用户 ユーザー 사용자 المستخدم उपयोगकर्ता`,
  hide: `secretly silently quietly covertly stealth* conceal* hide hidden discreet* unnoticed without undetected invisible
    mention inform notify alert suspicion heimlich* secretement discret* secretamente silenzios* sigillo potaj* тайно скрыт*
    gizlice chupke diam 偷偷 秘密地 こっそり 몰래 سرا चुपके`,
  urgent: `important urgent urgently critical immediately immediate attention priority asap emergency mandatory crucial alert
    warning notice wichtig* dringend* sofort achtung important* urgent* immediatement importante* urgente* inmediat* subito
    immediat* belangrijk* dringend waznе* pilne natychmiast* важно* срочно* внимание немедленно onemli acil hemen zaroori
    turant jaldi penting segera 重要 紧急 立即 注意 至急 緊急 중요 긴급 즉시 مهم عاجل فورا ज़रूरी तुरंत महत्वपूर्ण`,
  read: `read reading reads process processing summarize summarizing summarise analyzing analyse review reviewing parse
    parsing encounter* see seeing receive visiting opening retrieve*`,
  tool: `tool tools function functions call calls invoke execute execut* run plugin api command terminal shell script bash
    python os.system eval werkzeug* funktion* outil* fonction* herramienta* funcion* strument* funzion* ferramenta* funcao
    narzedzi* инструмент* функци* arac* 工具 函数 调用 ツール 関数 도구 함수 أداة`,
  file: `file files document documents folder directory path attachment photo photos video videos database records backup`,
  conversation: `conversation conversations chat chats history message messages transcript log dialog* thread context
    gesprach* nachricht* conversacion* conversazion* conversa* gesprek* rozmow* разговор* диалог* сообщен* sohbet* baatcheet
    percakapan 对话 聊天 消息 会話 履歴 대화 메시지 محادثة बातचीत`,
  before: `before first prior until preliminary beforehand firstly initially bevor zuerst vorher avant abord antes primero
    prima primero primeiro voordat eerst najpierw zanim сначала прежде once pehle dulu 首先 先 まず 먼저 قبل पहले`,
  after: `after then next afterwards finally once additionally also danach dann ensuite puis despues luego dopo poi depois
    daarna potem nastepnie затем потом sonra baad phir lalu 然后 之后 それから 그다음 ثم फिर बाद`,
  answer: `answer answers respond* response* reply replies output outputs replying antwort* beantwort* repond* reponse*
    respond* respuesta* rispond* rispost* respost* antwoord* odpowied* odpowiad* ответ* відпов* cevap* yanit* jawab* javab
    menjawab traloi 回答 回复 答案 返答 回答 답변 대답 أجب إجابة उत्तर जवाब`,
  only: `only just exactly solely nothing else simply verbatim word-for-word literally nur ausschliesslich genau seulement
    exactement solo solamente exactamente esattamente apenas somente exatamente alleen precies tylko dokladnie только
    лишь точно sadece aynen sirf bas hanya chi 只 仅 仅仅 只需 だけ のみ 만 오직 فقط केवल सिर्फ`,
  begin: `start begin beginning top prefix sure certainly absolutely course okay gladly step`,
  data: `data information info details personal records customer sensitive private pii ssn names emails addresses content
    contents database table daten informationen donnees informacion datos informazioni dati dados gegevens danych данные
    данных veri bilgi jaankari 数据 信息 情報 データ 정보 데이터 بيانات معلومات जानकारी डेटा`,
  harm: `bomb bombs weapon weapons explosive explosives drug drugs meth cocaine malware virus ransomware hack hacking hacker
    phishing poison steal kill murder suicide terror* counterfeit launder* fraud scam racist hate gun guns attack
    bombe waffe drogen droge arme drogue bomba arma droga hackear hackeare bombe oruzhie бомб* оружи* наркот* взлом*
    bomba silah uyusturucu banduk hathiyar zeher chori 炸弹 武器 毒品 黑客 爆弾 兵器 麻薬 폭탄 무기 마약 قنبلة سلاح बम हथियार`,
  security: `injection injections attack* attacker* adversar* vulnerab* owasp mitigat* sanitiz* sanitis* exploit* payload*
    cve detect* prevent* red-team* redteam* pentest* threat* defen* jailbreaking`,
  quote: `says said example e.g called titled phrase sentence string word words regex pattern term quote means defin*`,
  end: `end ends stop finish* finished complete* completed done closing terminate* ende fin fine einde koniec конец son
    samaapt akhir 结束 终了 끝 نهاية समाप्त`,
  mode: `mode modes enabled activated switched state level modus modo modalita tryb режим* mod 模式 モード 모드 وضع मोड`,
  ask: `please kindly could would can may help want bitte s'il plait svp favor puedes per por pode alsjeblieft prosze mozesz
    пожалуйста можешь lutfen kripya krupya please zara tolong vui 请 帮 ください お願い 제발 주세요 من फضلك कृपया`,
  question: `what how why who when where which is are does did was wie warum wer wann wo welche comment pourquoi quand quel*
    como quando cual* perche come chi quale qual hoe waarom wie jak dlaczego kiedy gdzie как почему кто когда где nasil
    neden kim kya kaise kyun kab kahan kaun bagaimana mengapa siapa 什么 怎么 为什么 谁 何 どう なぜ 무엇 어떻게 왜 كيف لماذا क्या कैसे क्यों`,
  self: `i me my mine we us our ich mir mein* wir uns unser* je moi mon ma mes nous notre yo mi mis nosotros nuestro io mio
    mia noi nostro eu meu minha nos nosso ik mij mijn wij ons ja moj* мы мой мне меня я ben benim biz main mera mere mujhe
    hum hamara saya aku kami 我 我们 私 僕 我的 나 저 우리 أنا نحن मैं मेरा मुझे हम`,
  test: `test testing tests experiment research academic educational study audit evaluation debugging verify verification
    simulation demo purposes`,
  production: `production actual real true genuine official received demonstration placeholder valid authentic`,
} as const;

/** An idea of the lexicon. */
export type Concept = keyof typeof WORDS;

/** The ideas in order; a concept's number is its place here plus one. Weights were learned for these
 * places: an idea that is added goes to the end, and the weights are made anew. */
export const CONCEPTS = Object.keys(WORDS) as readonly Concept[];

/** Longest and shortest beginning of a word that stands for all that begin so. */
export const STEM_CHARS_MIN = 3;
export const STEM_CHARS_MAX = 12;

/**
 * Numbers by the hash of a word or of a beginning. Open addressing: a slot is free where its value
 * is 0.
 */
interface HashTable {
  readonly keys: Int32Array;
  readonly values: Uint8Array;
}

const SLOTS = 8_192;

const whole = emptyTable();
const stems = emptyTable();

for (const [index, concept] of CONCEPTS.entries()) {
  for (const word of WORDS[concept].split(/\s+/)) {
    if (word === "") continue;
    const isStem = word.endsWith("*");
    const table = isStem ? stems : whole;
    put(table, hashText(isStem ? word.slice(0, -1) : word), index + 1);
  }
}

function emptyTable(): HashTable {
  return { keys: new Int32Array(SLOTS), values: new Uint8Array(SLOTS) };
}

/** The first idea that names a word keeps it. */
function put({ keys, values }: HashTable, hash: number, value: number): void {
  let slot = hash & (SLOTS - 1);
  while (values[slot] !== 0) {
    if (keys[slot] === hash) return;
    slot = (slot + 1) & (SLOTS - 1);
  }
  keys[slot] = hash;
  values[slot] = value;
}

function get({ keys, values }: HashTable, hash: number): number {
  let slot = hash & (SLOTS - 1);
  for (;;) {
    const value = values[slot] ?? 0;
    if (value === 0 || keys[slot] === hash) return value;
    slot = (slot + 1) & (SLOTS - 1);
  }
}

/** The number of the idea that a word of this hash stands for; 0 for none. */
export function conceptOfWord(hash: number): number {
  return get(whole, hash);
}

/** The number of the idea that all words stand for whose beginning has this hash; 0 for none. */
export function conceptOfStem(hash: number): number {
  return get(stems, hash);
}
