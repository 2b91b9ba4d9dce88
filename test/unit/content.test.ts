// Content rules of a policy on streams. The law is that of every scan: any chunking finds what the
// whole has, and nothing is let go before it is known. For patterns the library's own search says
// what there is to find.
import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { compileContent, type ContentSpec } from "../../src/detect/content/compile-content.ts";
import { readProgram } from "../../src/detect/content/pattern-program.ts";
import { openPattern } from "../../src/detect/content/pattern-scan.ts";
import { createStreamScan, scanWhole, type StreamScanner } from "../../src/detect/stream-scan.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { LIMITS } from "../../src/domain/limits.ts";

function compiled(...specs: readonly Partial<ContentSpec>[]): readonly StreamScanner[] {
  const result = compileContent(
    specs.map((spec, index) => ({ name: `rule-${index}`, severity: "high", ...spec })),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.scanners;
}

/** What is found in a whole text, as the texts themselves. */
function found(spec: Partial<ContentSpec>, text: string): string[] {
  const findings = scanWhole(compiled(spec), text, "p");
  return findings.map(({ start, end }) => text.slice(start, end));
}

function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < text.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

/** Holds the law for one text and one way of cutting it. */
function check(scanners: readonly StreamScanner[], text: string, sizes: readonly number[]): void {
  const whole = scanWhole(scanners, text, "p");
  const scan = createStreamScan(scanners, "p");
  const streamed: Finding[] = [];
  for (const piece of cut(text, sizes)) {
    const { decided: before } = scan;
    const fresh = scan.push(piece);
    for (const { start } of fresh) expect(start).toBeGreaterThanOrEqual(before);
    streamed.push(...fresh);
    expect(scan.decided).toBeGreaterThanOrEqual(before);
    const known = new Set(streamed.map(key));
    for (const one of whole) if (one.start < scan.decided) expect(known).toContain(key(one));
  }
  streamed.push(...scan.end());
  expect(scan.length).toBe(text.length);
  expect(scan.decided).toBe(text.length);
  expect(streamed.map(key).toSorted()).toEqual(whole.map(key).toSorted());
}

function key({ detector, category, start, end }: Finding): string {
  return `${detector} ${category} ${start}-${end}`;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

// Patterns ------------------------------------------------------------------------------------

/** Parts of patterns, among them everything that looks at a neighbour. */
const parts = fc.constantFrom(
  ..."a b ab [ab] [^a] . \\d \\w+ a* b+ a+? (?:ab|a) (?:a|ab)(?:c|bcd) \\b \\B ^ $ (?m)^ (?i)B é 🙂 [🙂é] a{2,3} (?:ab){1,2}? -? \\s .*b \\pL".split(
    " ",
  ),
);
const sources = fc
  .array(parts, { minLength: 1, maxLength: 4 })
  .map((some) => some.join(""))
  .filter((source) => {
    try {
      return readProgram(source, false)?.matchesEmpty === false;
    } catch {
      return false;
    }
  });
const letters = fc
  .array(
    fc.constantFrom(
      "a",
      "b",
      "ab",
      "B",
      "c",
      "bcd",
      "1",
      " ",
      "\n",
      "-",
      "é",
      "🙂",
      "\ud83d",
      "\ude42",
    ),
    {
      maxLength: 16,
    },
  )
  .map((some) => some.join(""));

function findAll(source: string, text: string): string[] {
  const matcher = RE2JS.compile(source).matcher(text);
  const all: string[] = [];
  while (matcher.find()) all.push(`${matcher.start()}-${matcher.end()}`);
  return all;
}

describe("a pattern", () => {
  it("finds what the library finds", () => {
    fc.assert(
      fc.property(sources, letters, (source, text) => {
        const ranges = scanWhole(compiled({ patterns: [source] }), text, "p").map(
          ({ start, end }) => `${start}-${end}`,
        );
        expect(ranges).toEqual(findAll(source, text));
      }),
      { numRuns: 3_000 },
    );
  });

  it("finds the same in any pieces, and lets nothing go too early", () => {
    fc.assert(
      fc.property(sources, letters, sizes, (source, text, some) => {
        check(compiled({ patterns: [source] }), text, some);
      }),
      { numRuns: 3_000 },
    );
  });

  it("lets text go at once when nothing in it can become a match", () => {
    const scan = createStreamScan(compiled({ patterns: ["PRJ-\\d{4,6}", "\\bfalcon\\b"] }), "p");
    scan.push("The sum is large, P");
    expect(scan.length - scan.decided).toBe(1);
    scan.push("arts of it too, f");
    expect(scan.length - scan.decided).toBe(1);
    scan.push("ine.");
    expect(scan.decided).toBe(scan.length);
  });

  it("says so as soon as nothing could make the match longer", () => {
    const scan = createStreamScan(compiled({ patterns: ["PRJ-\\d{4}"] }), "p");
    expect(scan.push("see PRJ-1234")).toEqual([]);
    expect(scan.push(" ")).toMatchObject([{ start: 4, end: 12, category: "pattern" }]);
  });

  it.each([
    [LIMITS.contentMatchCharsMax - 2, 1],
    [LIMITS.contentMatchCharsMax - 1, 0],
  ])("is at most so long: %i characters between its ends", (between, count) => {
    const text = `<${"x".repeat(between)}>`;
    expect(found({ patterns: ["<[^>]*>"] }, text)).toHaveLength(count);
  });

  it("is found behind a beginning that goes on for too long", () => {
    const max = LIMITS.contentMatchCharsMax;
    for (const distance of [max / 2, max - 5, max, max + 5, 3 * max]) {
      const text = `begin${"x".repeat(distance)}begin${"y".repeat(max / 2 - 10)}end`;
      expect(found({ patterns: ["begin\\w*end"] }, text).length).toBeGreaterThan(0);
    }
  });

  it("closes an open repetition at the bound, and goes on behind it", () => {
    const max = LIMITS.contentMatchCharsMax;
    const lengths = found({ patterns: ["a+"] }, "a".repeat(2 * max + 7)).map(
      ({ length }) => length,
    );
    expect(lengths).toEqual([max, max, 7]);
  });

  it("keeps the law across the bound", () => {
    const max = LIMITS.contentMatchCharsMax;
    const blocks = fc.constantFrom(
      "a".repeat(max),
      "ab".repeat(max / 3),
      "begin ",
      "end",
      "a b",
      "🙂".repeat(max / 4),
    );
    fc.assert(
      fc.property(
        fc.array(blocks, { minLength: 1, maxLength: 5 }),
        fc.constantFrom("a+", "begin.*end", "(?:a|b)+ ?end", "[🙂a]+b", "a.*", "🙂+"),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 }),
        (some, source, cuts) => check(compiled({ patterns: [source] }), some.join(""), cuts),
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  it("holds no more than the longest match on endless input", () => {
    const scan = createStreamScan(compiled({ patterns: ["(?s)a.*b", "a\\w*"] }), "p");
    for (let index = 0; index < 3_000; index += 1) {
      scan.push("aaa a");
      expect(scan.length - scan.decided).toBeLessThanOrEqual(LIMITS.contentMatchCharsMax + 2);
    }
  });

  it.each(["a+b", "(?:a+)+b", "(?:a|aa)+$", "(?s)a.*b", "a.{0,200}b", "(?:a.*)?c|a"])(
    "does work that grows with the text and not with its square: %s",
    (source) => {
      const steps = (count: number): number => {
        const program = readProgram(source, false);
        if (program === null) throw new Error("no program");
        const work = { steps: 0 };
        const scan = openPattern({
          program,
          occursIn: () => true,
          work,
          toFinding: ({ start, end }) => ({ ...FINDING, start, end }),
        });
        for (let at = 0; at < count; at += 100) scan.push("a".repeat(100));
        scan.end();
        return work.steps;
      };
      const max = LIMITS.contentMatchCharsMax;
      expect(steps(16 * max) / steps(4 * max)).toBeLessThan(5);
    },
  );
});

const FINDING: Finding = {
  detector: "content.x",
  category: "pattern",
  severity: "low",
  confidence: 1,
  start: 0,
  end: 0,
  path: "p",
};

// Words ---------------------------------------------------------------------------------------

describe("keywords", () => {
  it.each([
    ["Falcon", "The FALCON, the falcon.", ["FALCON", "falcon"]],
    ["falcon", "falcons and millennium_falcon, xfalcon, falcon7", []],
    [
      "project falcon",
      "Project\tFalcon and project\u00a0falcon",
      ["Project\tFalcon", "project\u00a0falcon"],
    ],
    ["straße", "Die Straße, STRAßE", ["Straße", "STRAßE"]],
    ["οδυσσεύς", "ΟΔΥΣΣΕΎΣ οδυσσεύς", ["ΟΔΥΣΣΕΎΣ", "οδυσσεύς"]],
    ["кремль", "КРЕМЛЬ. кремлья", ["КРЕМЛЬ"]],
    ["机密", "这是机密文件", ["机密"]],
    ["회사", "우리 회사는 크다", ["회사"]],
    ["C++", "C++, c++17 and xC++", ["C++", "c++"]],
    ["@acme", "mail bob@acme now", ["@acme"]],
    ["cafe", "cafe\u0301 and cafe", ["cafe"]],
    ["𐐨𐐩", "x 𐐀𐐁 y", ["𐐀𐐁"]],
    ["sos", "\u017fO\u017f", ["\u017fO\u017f"]],
  ])("finds %s as a word in %s", (keyword, text, expected) => {
    expect(found({ keywords: [keyword] }, text)).toEqual(expected);
  });

  it("minds the case where it is told to", () => {
    expect(found({ keywords: ["ACME"], caseSensitive: true }, "acme ACME Acme")).toEqual(["ACME"]);
  });

  it("tells the leftmost, of those the longest, and none inside it", () => {
    const keywords = ["gold", "gold card", "card", "old gold card number"];
    expect(found({ keywords }, "gold card gold old gold card numbers card")).toEqual([
      "gold card",
      "gold",
      "gold card",
      "card",
    ]);
  });

  const words = ["ab", "aba", "a b", "b a b", "é", "🙂", "ßa", "日本", "A_"];
  const texts = fc
    .array(
      fc.constantFrom(
        "a",
        "b",
        "A",
        " ",
        "\n",
        "é",
        "🙂",
        "\ud83d",
        "ß",
        "日",
        "本",
        "_",
        "ab",
        "a b",
      ),
      {
        maxLength: 20,
      },
    )
    .map((some) => some.join(""));

  it("are found in any pieces, and nothing is let go too early", () => {
    const chosen = fc.subarray(words, { minLength: 1 });
    fc.assert(
      fc.property(chosen, texts, sizes, (keywords, text, some) => {
        check(compiled({ keywords }, { canaries: keywords }), text, some);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are those that a search word by word finds", () => {
    const chosen = fc.subarray(words, { minLength: 1 });
    fc.assert(
      fc.property(chosen, texts, (canaries, text) => {
        expect(found({ canaries }, text)).toEqual(longestFirst(canaries, text));
      }),
      { numRuns: 3_000 },
    );
  });

  it("hold back the end that could become one, and no more", () => {
    const scan = createStreamScan(
      compiled({ keywords: ["project falcon"], canaries: ["zq-17"] }),
      "p",
    );
    scan.push("About proj");
    expect(scan.length - scan.decided).toBe(4);
    scan.push("ections, zq");
    expect(scan.length - scan.decided).toBe(2);
    expect(scan.push("-17")).toMatchObject([{ category: "canary" }]);
    expect(scan.decided).toBe(scan.length);
  });
});

/** Leftmost-longest occurrences, by trying each text at each place. */
function longestFirst(phrases: readonly string[], text: string): string[] {
  const all: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const here = phrases.filter((phrase) => text.startsWith(phrase, at));
    const longest = here.toSorted((a, b) => b.length - a.length)[0];
    if (longest === undefined) continue;
    all.push(longest);
    at += longest.length - 1;
  }
  return all;
}

// Length and language -------------------------------------------------------------------------

describe("the longest text", () => {
  it.each([
    [9, []],
    [10, []],
    [11, [{ start: 10, end: 11, category: "too_long", detector: "content.rule-0" }]],
    [5_000, [{ start: 10, end: 11 }]],
  ])("is ten characters: %i", (length, expected) => {
    const scanners = compiled({ maxChars: 10 });
    expect(scanWhole(scanners, "x".repeat(length), "p")).toMatchObject(expected);
    check(scanners, "x".repeat(length), [3, 4]);
  });

  it("holds nothing back, and speaks at once", () => {
    const scan = createStreamScan(compiled({ maxChars: 10 }), "p");
    scan.push("0123456789");
    expect(scan.decided).toBe(10);
    expect(scan.push("x")).toHaveLength(1);
  });
});

const TEXTS: Readonly<Record<string, string>> = {
  en: "The order was sent on Monday and it should be with you by the end of the week. If it has not come by then, please write to us and we will look into what has happened to it. You can also see where it is on the page that we sent you.",
  de: "Die Bestellung wurde am Montag verschickt und sollte bis zum Ende der Woche bei Ihnen sein. Wenn sie bis dahin nicht angekommen ist, schreiben Sie uns bitte, und wir werden nachsehen, was mit ihr geschehen ist. Sie können auch auf der Seite sehen, wo sie gerade ist.",
  fr: "La commande a été envoyée lundi et elle devrait être chez vous avant la fin de la semaine. Si elle n'est pas arrivée, écrivez-nous et nous regarderons ce qui s'est passé. Vous pouvez aussi voir où elle se trouve sur la page que nous vous avons envoyée.",
  es: "El pedido se envió el lunes y debería llegar antes del final de la semana. Si no ha llegado para entonces, escríbanos y veremos qué ha pasado con él. También puede ver dónde está en la página que le hemos enviado por correo con la factura de la compra.",
  it: "L'ordine è stato spedito lunedì e dovrebbe arrivare entro la fine della settimana. Se non è arrivato per quella data, ci scriva e vedremo che cosa è successo. Può anche vedere dove si trova nella pagina che le abbiamo mandato con la conferma della spedizione.",
  pt: "A encomenda foi enviada na segunda-feira e deve chegar até ao fim da semana. Se não chegar até lá, escreva para nós e vamos ver o que aconteceu com ela. Também pode ver onde está na página que lhe enviámos com a fatura da compra e os dados do envio.",
  nl: "De bestelling is op maandag verstuurd en zou voor het einde van de week bij u moeten zijn. Als deze dan nog niet is aangekomen, schrijf ons dan en wij zullen kijken wat er mee is gebeurd. U kunt ook op de pagina zien waar hij nu is en hoe lang het nog duurt.",
  sv: "Beställningen skickades i måndags och ska vara hos dig före slutet av veckan. Om den inte har kommit då kan du skriva till oss, så ser vi vad som har hänt med den. Du kan också se var den är på sidan som vi har skickat till dig med kvittot för ditt köp.",
  pl: "Zamówienie zostało wysłane w poniedziałek i powinno być u pana do końca tygodnia. Jeśli do tego czasu nie dotrze, to proszę do nas napisać, a my sprawdzimy, co się z nim stało. Na stronie, którą już wysłaliśmy, można też zobaczyć, gdzie jest ono teraz.",
  tr: "Sipariş pazartesi günü gönderildi ve bu hafta sonuna kadar size ulaşmış olur. Eğer o zamana kadar gelmezse bize yazın ve biz ona ne olduğuna bakalım. Siparişin şu anda nerede olduğunu size gönderilen sayfada da görmek çok kolay ve bunun için bir şey gerekmez.",
  ru: "Заказ был отправлен в понедельник и должен прийти к вам до конца недели. Если он не придёт к этому времени, напишите нам, и мы посмотрим, что с ним случилось. Вы также можете увидеть, где он сейчас, на странице, которую мы вам отправили вместе со счётом.",
  uk: "Замовлення було відправлено в понеділок і має бути у вас до кінця тижня. Якщо воно не прийде до цього часу, напишіть нам, і ми подивимося, що з ним сталося. Ви також можете побачити, де воно зараз, на сторінці, яку ми вам надіслали разом із рахунком.",
  zh: "您的订单已于星期一寄出，预计本周末之前送达。如果到时候还没有收到，请写信给我们，我们会查明情况。您也可以在我们发给您的页面上查看包裹现在的位置。",
  ja: "ご注文の品は月曜日に発送されましたので、週末までには届く予定です。もし届かない場合は、お手数ですがご連絡ください。こちらで状況を確認いたします。お送りしたページでも現在の場所をご覧いただけます。",
  ko: "주문하신 상품은 월요일에 발송되었으며 이번 주말까지 도착할 예정입니다. 그때까지 도착하지 않으면 저희에게 연락해 주시기 바랍니다. 무슨 일이 있었는지 확인해 드리겠습니다.",
  ar: "تم إرسال الطلب يوم الاثنين ومن المتوقع أن يصل إلى عنوانك قبل نهاية هذا الأسبوع. إذا لم يصل حتى ذلك الوقت فاكتب إلى فريقنا وسوف ننظر في ما حدث. يمكن أيضا أن ترى أين هو الآن على الصفحة التي أرسلناها مع الفاتورة، وهي لا تحتاج إلى كلمة سر.",
  he: "ההזמנה נשלחה ביום שני והיא אמורה להגיע אליך עד סוף השבוע. אם היא לא תגיע עד אז, כתוב לנו ואנחנו נבדוק מה קרה לה. אפשר גם לראות איפה היא נמצאת עכשיו בדף ששלחנו לך.",
  hi: "आपका ऑर्डर सोमवार को भेजा गया था और यह इस हफ्ते के अंत तक आप के पास होना चाहिए। अगर यह तब तक नहीं आता है तो हम को लिखें और हम देखेंगे कि इस के साथ क्या हुआ है। आप यह भी देख सकते हैं कि वह अभी कहाँ है, उस पेज पर जो हम ने आप को भेजा था।",
};

/** Texts in no language that is told, or in more than one. */
const UNKNOWN: Readonly<Record<string, string>> = {
  short: "The order was sent.",
  numbers: "0123456789 ".repeat(300),
  code: "const x = foo(bar[0].baz, qux => qux.id === y.z); if (!x) return null; ".repeat(6),
  names:
    "Jonathan Smithers, Beatrix Klein, Giovanni Bianchi, Ingrid Larsson, Paulo Texeira, Wojciech Nowak, Ahmet Yilmaz, Eleanor Whitcombe, Dmitri Volkov, Amara Okafor, Kenji Tanaka, Rosalind Achterberg, Tobias Winter",
  danish:
    "Ordren blev sendt i mandags og skulle være hos dig inden slutningen af ugen. Hvis den ikke er kommet, kan du skrive til os, så ser vi, hvad der er sket med den. Du kan også se, hvor den er, på den side, som vi har sendt til dig sammen med kvitteringen for dit køb.",
  czech:
    "Objednávka byla odeslána v pondělí a měla by být u vás do konce týdne. Pokud do té doby nedorazí, napište nám a my se podíváme, co se s ní stalo. Na stránce, kterou jsme vám poslali, také můžete vidět, kde je právě teď a kdy bude u vás.",
  bulgarian:
    "Поръчката беше изпратена в понеделник и трябва да бъде при вас до края на седмицата. Ако не дойде до тогава, пишете ни и ние ще видим какво се е случило с нея. Може също да видите къде е сега на страницата, която ви изпратихме заедно с фактурата.",
  persian:
    "سفارش شما روز دوشنبه ارسال شد و باید تا پایان هفته به دست شما برسد. اگر تا آن زمان نرسید برای ما بنویسید تا ببینیم چه شده است. همچنین در صفحه ای که برای شما فرستادیم می توانید ببینید که اکنون کجا است و کی به دست شما می رسد.",
  marathi:
    "तुमची ऑर्डर सोमवारी पाठवली होती आणि ती या आठवड्याच्या शेवटी तुमच्याकडे असेल. जर ती तोपर्यंत आली नाही तर आम्हाला लिहा आणि आम्ही पाहू की तिचे काय झाले आहे. तुम्ही हे पानावर देखील पाहू शकता आणि ते सर्व येथे आहे असे ते म्हणाले होते.",
  mixed: "これは本日の注文です The order was sent on Monday。".repeat(8),
};

describe("languages", () => {
  it.each(Object.entries(TEXTS))("tells %s", (code, once) => {
    const text = `${once} ${once}`;
    expect(found({ languages: { deny: [code] } }, text)).toHaveLength(1);
    expect(found({ languages: { allow: [code] } }, text)).toEqual([]);
    const others = Object.keys(TEXTS).filter((other) => other !== code);
    expect(found({ languages: { deny: others } }, text)).toEqual([]);
    expect(found({ languages: { allow: others } }, text)).toHaveLength(1);
  });

  it.each(Object.entries(UNKNOWN))("says nothing of what it cannot tell: %s", (_, text) => {
    expect(found({ languages: { deny: Object.keys(TEXTS) } }, text)).toEqual([]);
    expect(found({ languages: { allow: ["ko"] } }, text)).toEqual([]);
  });

  it("sees a text that changes its language later", () => {
    const { en = "", de = "" } = TEXTS;
    const text = `${en} ${en} ${de} ${de} ${de} ${de}`;
    const findings = scanWhole(compiled({ languages: { deny: ["de"] } }), text, "p");
    expect(findings).toHaveLength(1);
    expect(findings[0]?.start).toBeGreaterThan(2 * en.length);
  });

  it("judges the same in any pieces, and waits for the first judgement only", () => {
    const chosen = fc.array(fc.constantFrom(...Object.values(TEXTS), "🙂", "123 "), {
      maxLength: 6,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(chosen, cuts, (some, cutting) => {
        const rule = { languages: { allow: ["en", "ja"] } };
        check(compiled(rule, { keywords: ["order"], maxChars: 50 }), some.join(" "), cutting);
      }),
      { numRuns: 200 },
    );
    const scan = createStreamScan(compiled({ languages: { deny: ["de"] } }), "p");
    scan.push("1 ".repeat(3_000));
    expect(scan.decided).toBe(scan.length);
  });
});

describe("what cannot be compiled", () => {
  it.each<readonly [Partial<ContentSpec>, readonly (string | number)[]]>([
    [{ patterns: ["ok", "a("] }, ["patterns", 1]],
    [{ patterns: ["a*"] }, ["patterns", 0]],
    [{ patterns: ["^$"] }, ["patterns", 0]],
    [{ patterns: ["(?<=a)b"] }, ["patterns", 0]],
    [{ keywords: [""] }, ["keywords", 0]],
    [{ keywords: [" a"] }, ["keywords", 0]],
    [{ canaries: ["\ud83d"] }, ["canaries", 0]],
    [{ canaries: ["x".repeat(LIMITS.contentPhraseCharsMax + 1)] }, ["canaries", 0]],
    [{ maxChars: 0 }, ["maxChars"]],
    [{ maxChars: 1.5 }, ["maxChars"]],
    [{ languages: {} }, ["languages"]],
    [{ languages: { deny: ["en", "xx"] } }, ["languages", "deny", 1]],
    [{ patterns: Array.from({ length: LIMITS.contentPatternsMax + 1 }, () => "a") }, ["patterns"]],
    [{ keywords: Array.from({ length: LIMITS.contentPhrasesMax + 1 }, () => "a") }, ["keywords"]],
  ])("is told with its place: %#", (spec, path) => {
    const good = { name: "good", severity: "low", keywords: ["fine"] } as const;
    const result = compileContent([good, { name: "bad", severity: "low", ...spec }]);
    expect(result.ok ? null : result.error.map((one) => [one.index, one.path])).toEqual([
      [1, path],
    ]);
  });

  it("does not hide what else is wrong", () => {
    const result = compileContent([
      { name: "a", severity: "low", patterns: ["(", "[z-a]"], maxChars: -1 },
      { name: "b", severity: "low", canaries: [""] },
    ]);
    expect(result.ok ? 0 : result.error.length).toBe(4);
  });
});
