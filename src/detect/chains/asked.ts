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

const ACTS: Readonly<Record<string, Act>> = {
  tell: {
    tool: /^(?:e?mails?|gmail|send|sms|whatsapp|messages?|dm|reply|respond|forward|notify|relay|tell|text|fax|mailto|sendmail|smtp|enviar|envoyer|senden|invia|stuur)$/,
    asked: asks(
      `e-?mail mail messag send sent forward repl(?:y|ies) respon notif tell inform writ answer contact
       let\\s text\\s dm\\b ping\\b announce remind thank apologi ask\\s reach\\sout share feedback cc\\b
       schick sende mail schreib antwort benachricht mitteil weiterleit bescheid sag\\s
       envo[iy] [ée]cri r[ée]pon pr[ée]vien inform transm courriel avert
       env[ií] escr[ií]b manda mensaj correo reenv av[ií]s dile cont[eé]st
       escrev mensag avis mand invi scriv rispond messagg inoltr
       stuur schrijf antwoord bericht mail skicka skriv svara send besked l[äa]het kirjoit vast
       wy[śs]l napisz odpisz odpowied po[śs]l napi[šs] trimite scrie k[üu]ldj [íi]rj
       g[öo]nder yaz yan[ıi]t kirim balas pesan g[ửu]i nh[ắa]n
       отправ напиш ответ сообщ перешли письм уведом надішл στείλ γράψ אמור שלח`,
      `发送 发给 发一 发邮 寄 回复 告诉 通知 邮件 写信 消息 傳送 寄送 回覆 送信 送って 送り メール 返信 伝え 知らせ 連絡
       보내 전송 답장 메일 알려 메시지 أرسل ارسل ابعث رسالة بريد रد भेज ईमेल संदेश บอก ส่ง`,
    ),
  },
  post: {
    tool: /^(?:post|publish|upload|tweet|submit|share|comments?|gist|paste|pastebin|issues?|pr|webpage|webhook|broadcast|announce|status|publicar|publier|hochladen|curl|http|put|push|merge)$/,
    asked: asks(
      `post publi upload tweet submit share comment put\\s paste gist issue pull\\srequest pr\\b merge report\\s
       push broadcast announce webhook http api\\b request call\\s sav stor backup sync releas deploy
       ver[öo]ffentlich hochlad teil poste einreich publi t[ée]l[ée]vers partag publi sub[ie] compart
       envi carica pubblic condivid plaats upload deel publicer opublik udost[ęe]p wgraj
       опублик размест загруз выложи подел yay[ıi]nla payla[şs] y[üu]kle unggah [đd][ăa]ng`,
      `发布 上传 分享 提交 發布 上傳 投稿 公開 共有 アップ 게시 업로드 공유 등록 انشر نشر ارفع शेयर पोस्ट अपलोड โพสต์`,
    ),
  },
  pay: {
    tool: /^(?:pay|payments?|transfer|wire|remit|refund|charge|donate|payout|withdraw|purchase|buy|order|checkout|tip|money|funds|transactions?|invoice|pagar|payer|zahlen|ueberweisen|bezahlen)$/,
    asked: asks(
      `pay paid transfer wire\\s remit refund charg donat payout withdraw purchas buy order money rent bill
       settle tip\\s transact standing\\sorder reimburs subscri checkout cost amount send
       zahl bezahl [üu]berweis kauf bestell erstatt rechnung paie pay vir(?:e|er|ement) rembours achet r[èe]gl command
       pag transf compr reembols deposit girar bonific rimbors acquist compra invia betaal overma koop
       betal k[øo]p [øo]verf[øo]r zap[łl]a przel kup op[łl]a plat заплат оплат перевед перевод куп верни
       [öo]de havale sat[ıi]n bayar transfer beli tr[ảa] chuy[ểe]n mua`,
      `支付 付款 转账 汇款 购买 退款 付 轉帳 匯款 支払 振込 購入 返金 송금 지불 결제 구매 환불 ادفع حول اشتر भुगतान खरीद โอน จ่าย`,
    ),
  },
  remove: {
    tool: /^(?:delete|drop|remove|purge|truncate|cancel|revoke|reset|terminate|wipe|destroy|erase|clear|unsubscribe|kill|shutdown|uninstall|rm|rmdir|unlink|deactivate|disable|ban|suspend|kick|trash|unshare|rollback|overwrite|format|eliminar|borrar|supprimer|loeschen|loschen|excluir)$/,
    asked: asks(
      `delet drop remov purg truncat cancel revok reset terminat wip(?:e|ing) destroy eras clear clean unsubscri kill
       shut\\s?down uninstall rm\\b deactivat disabl ban\\b suspend kick trash discard get\\srid undo roll\\s?back
       revert overwrit replac tidy dedup prune
       l[öo]sch entfern stornier k[üu]ndig absag beend aufr[äa]um supprim efface annul enl[èe]v vide r[ée]sili
       elimin borr cancel quit(?:a|e) anul exclu apag remov cancell rimuov disdi annull verwijder wis annuleer
       ta\\sbort radera avbok slet fjern usu[nń] skasuj anuluj odwo[łl] удал отмен очист убери сброс
       sil(?:\\b|in|er) iptal kald[ıi]r hapus batal x[óo]a h[ủu]y`,
      `删除 取消 清除 移除 撤销 刪除 削除 取り消 キャンセル 삭제 취소 제거 احذف الغ امسح हटा रद्द मिटा ลบ ยกเลิก`,
    ),
  },
  admit: {
    tool: /^(?:invite|grant|permit|permissions?|members?|collaborators?|participants?|attendees?|guests?|users?|access|sharing|onboard|invitar|inviter|einladen|add)$/,
    asked: asks(
      `invit grant permi(?:t|ss) member collaborat participant attend guest access join onboard add\\b adding shar includ
       assign allow bring\\s
       einlad hinzuf[üu]g berechtig zugriff freigeb teilnehm ajout acc[èe]s particip
       agreg a[ñn]ad convid acceso adicion aggiung accesso uitnod toevoeg toegang
       bjud l[äa]gg\\still dodaj zapro[śs] пригла добав доступ davet ekle undang tambah m[ờo]i th[êe]m`,
      `邀请 添加 授权 共享 邀請 新增 招待 追加 共有 초대 추가 공유 ادع اضف أضف आमंत्र जोड़ เชิญ เพิ่ม`,
    ),
  },
  arrange: {
    tool: /^(?:calendar|events?|meetings?|appointments?|schedule|book|booking|reservation)$/,
    asked: asks(
      `creat add set\\sup schedul book event meeting appointment arrang plan calend\\w{0,4}\\s(?:event|entry|invit) reminder invit
       organi[sz]e reserv move resched
       erstell anleg planen termin eintrag vereinbar cr[ée]e planifi ajout rendez rdv r[ée]serv
       crea agend program a[ñn]ad reuni cita marca fissa pianific aggiung prenot maak plan afspraak
       boka skapa planera utw[óo]rz zaplanuj um[óo]w созда назнач запланир встреч забронир olu[şs]tur planla
       buat jadwal t[ạa]o [đd][ặa]t`,
      `创建 安排 预约 预订 建立 日程 会议 作成 予定 予約 会議 만들 예약 일정 회의 أنشئ احجز موعد बना बुक बैठक สร้าง จอง นัด`,
    ),
  },
  change: {
    tool: /^(?:update|set|modify|edit|change|patch|replace|rename|password)$/,
    asked: asks(
      `updat set\\s modif edit chang replac renam correct fix adjust switch reschedul increas decreas rais lower new
       [äa]nder aktualisier ersetz umbenenn setz(?:e|en) neu modifi chang met\\w{0,3}\\s[àa]\\sjour remplac nouv
       cambi actualiz edit modific nuev mud alter atualiz troc aggiorn modific sostitu wijzig verander nieuw
       [äa]ndra uppdater zmie[nń] zaktualiz измен обнов поменя замен нов de[ğg]i[şs] g[üu]ncelle ubah perbarui
       [đd][ổo]i s[ửu]a c[ậa]p`,
      `修改 更新 更改 更换 设置 變更 変更 更新 修正 変え 변경 수정 업데이트 바꿔 غير حدث عدل बदल अपडेट แก้ เปลี่ยน`,
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
