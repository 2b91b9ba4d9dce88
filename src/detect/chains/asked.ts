// Whether anybody asked for what a call does: the words by which people ask for each kind of deed, in
// the languages that are most written, beside the words by which tools are named for it. No sign that
// somebody asked is weak evidence; it only ever adds to other reasons.

interface Act {
  /** Words of names of tools. */
  readonly tool: RegExp;
  /** Words, or their beginnings, by which people ask. */
  readonly asked: RegExp;
}

/** Beginnings of words; those of scripts that write words together stand anywhere. */
function asks(starts: string, anywhere: string): RegExp {
  const either = [starts, anywhere].map((list) => list.trim().replaceAll(/\s+/g, "|"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${either[0]})|(?:${either[1]})`, "iu");
}

/** Deeds that are things as often: `email Bob`, but not `my email`, and not `the email from Bob`. */
const AS_DEED = String.raw`(?<!(?:\bmy|\bthe|\ban?|\blast|\blatest|\bthis|\bthat|\bunread|\bnew|\brecent|\ball|\bany|\beach|\bevery|\bof|\bin|\bfrom|\bby|\bher|\bhis|\btheir|\bour|\byour|\bvia|\bdirect)\s)(?:e-?mail|mail|message|text|dm|ping)\s(?!from\b|about\b|with\b|address|i\b|in\b|is\b|was\b|that\b|which\b|inbox|account|body|subject|thread|of\b|on\b|and\b|or\b)`;

const ACTS: Readonly<Record<string, Act>> = {
  tell: {
    tool: /^(?:e?mails?|gmail|send|sms|whatsapp|messages?|dm|reply|respond|forward|notify|relay|tell|text|fax|mailto|sendmail|smtp|enviar|envoyer|senden|invia|stuur)$/,
    asked: asks(
      String.raw`${AS_DEED} emailing messaging send(?:s|ing)?\b forward(?:ing)?\b repl(?:y|ies)\b respond notify tell\b
       inform(?:s|ing)?\b write\b writing\b answer\b contact\b(?!\s(?:list|info|detail|card)) let\s announce remind
       thank\b apologi[sz] ask\b reach\sout share\b cc\b get\sback\sto drop\s\w+\sa\sline
       schick send(?:e|en|est)\b schreib antwort benachricht mitteil teil(?:e|en)?\b weiterleit leite\b bescheid sag\s gib\s
       envo[iy] [ée]cri[stvr] r[ée]pon pr[ée]vien informe transm avert fais\ssuivre
       env[ií](?:a|e|ar|ale|alo|as|ame|es|[áé]\w*)\b escr[ií]b manda\b mande\b reenv av[ií]s[ae] dile\b cont[eé]st
       envi(?:a|e|ar)\b escrev responda avise invia\b inviare inviagli scriv rispond manda\b inoltr
       stuur schrijf antwoord skicka skriv svara send\b besked l[äa]het[äa] kirjoita vastaa
       wy[śs]l napisz odpisz odpowiedz po[śs]lij napi[šs] trimite scrie\b k[üu]ldj [íi]rj
       g[öo]nder yaz\b yan[ıi]tla kirim balas\b g[ửu]i\s nh[ắa]n
       отправ напиш ответ сообщи перешли уведом надішл στείλ γράψ`,
      `发送 发给 发一 发邮 发个 寄 回复 告诉 通知 写信 傳送 寄送 回覆 送信 送って 送り 返信 伝え 知らせ 連絡
       보내 전송 답장 알려 أرسل ارسل ابعث رد\\s भेज บอก ส่ง שלח אמור`,
    ),
  },
  post: {
    tool: /^(?:post|publish|upload|tweet|submit|share|paste|pastebin|webpage|webhook|broadcast|announce|status|publicar|publier|hochladen|curl|http|put|push)$/,
    asked: asks(
      String.raw`post(?:s|ing)?\b publish upload tweet submit shar(?:e|ing)\b put\s paste\b push(?:es|ing)?\b broadcast
       announce report\s(?:it|this|to|back) webhook call\b send\b sav(?:e|ing)\b store\b backup back\sup sync releas
       deploy log\b notif
       ver[öo]ffentlich hochlad lade\b teile poste einreich publi t[ée]l[ée]vers partag sube\b subir compart publica
       carica\b pubblic condivid plaats upload deel\b publicer opublik udost[ęe]p wgraj
       опублик размест загруз выложи подел yay[ıi]nla payla[şs] y[üu]kle unggah [đd][ăa]ng`,
      `发布 上传 分享 提交 發布 上傳 投稿 公開 共有 アップ 게시 업로드 공유 등록 انشر ارفع साझा पोस्ट अपलोड โพสต์`,
    ),
  },
  file: {
    tool: /^(?:issues?|pr|pull|pullrequest|comments?|gist|merge|fork|discussion|ticket|bug)$/,
    asked: asks(
      String.raw`creat add\b adding\b comment\b open\s(?:an?|the|one)\s(?:new\s)?(?:issue|pr|pull|ticket|merge|bug) file\sa
       raise\sa report\b merge\b reply write\b post\b publish submit push\b send\b make\s(?:an?|the)\b implement fix\b
       erstell einreich melde\b cr[ée]e ouvr crea\b crie\b crear abre\b maak opret skapa utw[óo]rz создай открой
       olu[şs]tur buat\b t[ạa]o\s`,
      `创建 提交 新建 作成 提出 コメント 만들 등록 أنشئ बना สร้าง`,
    ),
  },
  pay: {
    tool: /^(?:pay|payments?|transfer|wire|remit|refund|charge|donate|payout|withdraw|purchase|buy|order|checkout|tip|money|funds|transactions?|invoice|pagar|payer|zahlen|ueberweisen|bezahlen)$/,
    asked: asks(
      String.raw`pay(?:s|ing|ment)?\b transfer(?:s|ring)?\b wire\s remit refund charge\b donat payout withdraw purchas
       buy(?:ing)?\b order\s(?:an?|the|me|us|it|some|more|two|three)\b settle\b split\b tip\s standing\sorder
       reimburs subscribe check\s?out\b send\b book\b give\b
       zahl bezahl [üu]berweis kauf(?:e|en)?\b bestell(?:e|en)?\b erstatt begleich paie\b payer\b paye[zr]?\b
       vire[rz]?\b virement rembours ach[èe]te r[èe]gle\b
       pag(?:a|o|ue|u[ée]|ar|ale|amento)\b transf[ei]r compr(?:a|e|ar)\b reembols girar\b bonific rimbors acquist
       betaal overma koop\b betal[ae]? k[øo]p\b [øo]verf[øo]r zap[łl]a przelej przelew kup\b op[łl]a zaplat plata\b
       заплат оплат перевед переведи купи верни [öo]de\b havale sat[ıi]n\sal bayar\b transfer beli\b tr[ảa]\s chuy[ểe]n mua\b`,
      `支付 付款 转账 汇款 购买 退款 轉帳 匯款 支払 振込 購入 返金 송금 지불 결제 구매 환불 ادفع حول اشتر भुगतान खरीद โอน จ่าย`,
    ),
  },
  remove: {
    tool: /^(?:delete|drop|remove|purge|truncate|cancel|revoke|reset|terminate|wipe|destroy|erase|clear|unsubscribe|kill|shutdown|uninstall|rm|rmdir|unlink|deactivate|disable|ban|suspend|kick|trash|unshare|rollback|overwrite|format|eliminar|borrar|supprimer|loeschen|loschen|excluir)$/,
    asked: asks(
      String.raw`delet drop\b remov purg truncat cancel revok reset\b terminat wip(?:e|ing)\b destroy eras(?:e|ing)\b clear\b
       clean unsubscri kill\b shut\s?down uninstall rm\b deactivat disabl ban\b suspend kick\b trash discard get\srid
       undo\b roll\s?back revert overwrit replac tidy dedup prun stop\b unshare take\s(?:down|off)
       l[öo]sch entfern stornier k[üu]ndig sag\w*\sab aufr[äa]um r[äa]um supprim efface annul enl[èe]v r[ée]sili vider?\b
       elimin borr(?:a|e|ar)\b cancel quita\b anul exclu[ai] apag(?:a|ue|ar)\b remov cancell rimuov disdi annull
       verwijder wis\b annuleer ta\sbort radera avbok slet\b fjern usu[nń] skasuj anuluj odwo[łl]
       удал отмен очист убери сброс sil\b silin iptal kald[ıi]r hapus batalkan x[óo]a\s h[ủu]y`,
      `删除 取消 清除 移除 撤销 刪除 削除 取り消 キャンセル 消して 삭제 취소 제거 احذف الغ امسح हटा रद्द मिटा ลบ ยกเลิก`,
    ),
  },
  admit: {
    tool: /^(?:invite|grant|permit|permissions?|members?|collaborators?|participants?|attendees?|guests?|users?|access|sharing|onboard|invitar|inviter|einladen|add)$/,
    asked: asks(
      String.raw`invit grant\b permi(?:t|ssion) collaborat access\b join\b onboard add\b adding\b shar(?:e|ing)\b includ
       assign allow bring\s let\s\w+\s(?:in|see|edit|view)\b
       einlad lade\b hinzuf[üu]g f[üu]g berechtig zugriff freigeb gib\b ajout acc[èe]s agreg a[ñn]ad convid acceso adicion
       aggiung accesso uitnod nodig\b toevoeg voeg\b toegang bjud\b l[äa]gg\still dodaj zapro[śs]
       пригла добав доступ davet ekle undang tambah m[ờo]i\s th[êe]m\s`,
      `邀请 添加 授权 共享 加入 邀請 新增 招待 追加 共有 초대 추가 공유 ادع اضف أضف आमंत्र जोड़ เชิญ เพิ่ม`,
    ),
  },
  arrange: {
    tool: /^(?:calendar|events?|meetings?|appointments?|schedule|book|booking|reservation)$/,
    asked: asks(
      String.raw`creat add\b set\sup schedule\s(?:an?|the|it|me|us|another|my|our|with|for|this|one)\b scheduling book\b booking\s
       arrang plan\s(?:an?|the|my|our)\b put\s make\s(?:an?|the)\b organi[sz]e reserve\b invite\b move\b resched remind block\s
       erstell anleg lege?\b plan(?:e|en)\b eintrag trag\b vereinbar lade\b cr[ée]e planifi ajout fix(?:e|er)\b r[ée]serve[rz]?\b
       crea\b crear crie\b agend program a[ñn]ad pon\b marca\b marque\b fissa pianific aggiung prenot maak plan\b
       boka skapa planera l[äa]gg utw[óo]rz zaplanuj um[óo]w dodaj созда назнач запланир забронир добав
       olu[şs]tur planla ekle buat\b jadwalkan t[ạa]o\s [đd][ặa]t\s`,
      `创建 安排 预约 预订 建立 添加 作成 予約 入れて 만들 예약 추가 أنشئ احجز أضف बना बुक สร้าง จอง นัด`,
    ),
  },
  change: {
    tool: /^(?:update|set|modify|edit|change|patch|replace|rename|password)$/,
    asked: asks(
      String.raw`updat set\s modif edit(?:ing)?\b chang replac renam correct\b fix\b adjust switch\s resched increas decreas
       raise\b lower\s make\s\w+\s turn\s
       [äa]nder aktualisier ersetz umbenenn setz(?:e|en)\b modifi met\w{0,3}\s[àa]\sjour remplac
       cambi actualiz edit modific mudar?\b muda\b alter(?:a|ar|e)\b atualiz troc(?:a|ar|que)\b aggiorn sostitu wijzig
       verander [äa]ndra uppdater zmie[nń] zaktualiz измен обнов поменя замен de[ğg]i[şs] g[üu]ncelle ubah\b perbarui
       [đd][ổo]i\s s[ửu]a\s c[ậa]p\s`,
      `修改 更新 更改 更换 设置 變更 変更 修正 変え 변경 수정 업데이트 바꿔 غير حدث عدل बदल अपडेट แก้ เปลี่ยน`,
    ),
  },
};

/** "Do what that text says": nobody can tell which of its deeds were meant. */
const DELEGATED =
  /\b(?:do|perform|complete|execute|follow|carry out|handle|process|take care of|work through)\b[^.\n]{0,40}\b(?:tasks?|actions?|instructions?|steps?|to-?do|requests?|items?|tickets?)\b[^.\n]{0,40}\b(?:in|on|at|from|of|specified|described|listed|assigned|given in|for me)\b/i;

/** Of more text than this nothing is said: somebody may have asked in it. */
const ASKED_CHARS_MAX = 64 * 1024;

/** Letters of scripts that no word above is written in. */
const OTHER_SCRIPTS =
  /[\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Georgian}\p{Script=Armenian}\p{Script=Ethiopic}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Sinhala}\p{Script=Gujarati}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Gurmukhi}\p{Script=Lao}]/u;

/**
 * Whether people asked for what a tool with these words in its name does. `null`: nobody can tell,
 * because the name says no deed, people told it to do what a text says, or there is nothing that people said, or too much, or in a script
 * that is not read here.
 */
export function wasAsked(toolWords: readonly string[], people: readonly string[]): boolean | null {
  const acts = Object.values(ACTS).filter(({ tool }) => toolWords.some((word) => tool.test(word)));
  if (acts.length === 0 || !people.some((text) => /\p{L}{3}/u.test(text))) return null;
  const chars = people.reduce((sum, text) => sum + text.length, 0);
  if (chars > ASKED_CHARS_MAX || people.some((text) => OTHER_SCRIPTS.test(text))) return null;
  if (people.some((text) => acts.some(({ asked }) => asked.test(text)))) return true;
  return people.some((text) => DELEGATED.test(text)) ? null : false;
}
