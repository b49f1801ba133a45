import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLASSES } from '../../shared/core/sentiment/classes.ts'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { TOUCHPOINTS, touchpointTable } from '../../shared/core/sentiment/touchpoints.ts'
import { loadModel } from '../../shared/edge/sentiment-files.ts'

const model = loadModel()
const scorer = createScorer(model)
const label = (text: string, lang: Lang) => scorer.score(text, lang).label

describe('German posts', () => {
  test.each([
    ['Seit drei Wochen warte ich auf mein Paket, keine Antwort von der Hotline!', 'negative'],
    ['Die App stürzt ständig ab. So eine Frechheit.', 'negative'],
    ['Danke für nichts, liebe Acme.', 'negative'],
    ['Vielen Dank für nichts!!', 'negative'],
    ['Na toll, Zug fällt schon wieder aus', 'negative'],
    ['Nie wieder Acme, ich habe gekündigt.', 'negative'],
    ['Kann man nicht weiterempfehlen', 'negative'],
    ['Gefällt mir überhaupt nicht', 'negative'],
    ['Das WLAN funktioniert schon wieder nicht', 'negative'],
    ['Die App ist gut, aber die Hotline ist eine Katastrophe', 'negative'],
    ['Frechheit!!! 😡😡', 'negative'],
    ['sch*** Laden, abgezockt', 'negative'],
    ['SKANDAAAAAL', 'negative'],
    ['Nicht schlecht, was Acme da baut', 'positive'],
    ['Super Service, sehr nettes Personal, gerne wieder!', 'positive'],
    ['Ich bin begeistert 😍', 'positive'],
    ['Nichts zu meckern, rundum zufrieden', 'positive'],
    ['Läuft wieder, danke euch! :-)', 'positive'],
    ['Acme eröffnet im Mai einen Laden in Leipzig https://example.org/x', 'neutral'],
    ['Acme gibt Zahlen bekannt: Umsatz 3,4 Mrd. Euro http://t.co/abc', 'neutral'],
    ['Gibt es den Tarif auch für Studenten?', 'neutral'],
    ['', 'neutral'],
  ])('%s', (text, expected) => {
    expect(label(text, 'de')).toBe(expected)
  })
})

describe('English posts', () => {
  test.each([
    ['Worst customer service ever, still waiting for my refund', 'negative'],
    ['Thanks for nothing @acme', 'negative'],
    ['The app keeps crashing, please fix this', 'negative'],
    ['On hold for hours and then they hung up on me', 'negative'],
    ['Not happy with my new phone', 'negative'],
    ["It doesn't work. Useless.", 'negative'],
    ['I used to like it but now it is just terrible', 'negative'],
    ['never again. stay away!', 'negative'],
    ['What a scam, they charged me twice', 'negative'],
    ['this is sooooo annoying :(', 'negative'],
    ['Not bad at all!', 'positive'],
    ['I love the new update, works great', 'positive'],
    ["Can't wait for the new store!", 'positive'],
    ['Great customer service, thank you so much', 'positive'],
    ['Acme opens a new store in Leeds https://example.org/leeds', 'neutral'],
    ['Acme to announce quarterly results on Thursday http://t.co/abc', 'neutral'],
  ])('%s', (text, expected) => {
    expect(label(text, 'en')).toBe(expected)
  })
})

describe('what must not be told apart', () => {
  test('umlauts, case and decomposed letters', () => {
    const forms = [
      'Unverschämtheit',
      'UNVERSCHAEMTHEIT',
      'unverscha\u0308mtheit',
      'Unver\u200bschämtheit',
    ]
    const scores = forms.map(
      (form) => scorer.score(`Eine ${form.toLowerCase()} ist das`, 'de').negative,
    )
    expect(new Set(scores).size).toBe(1)
  })

  test('fullwidth and mathematical letters are folded', () => {
    expect(scorer.score('Ｓｋａｎｄａｌ', 'de').classes).toContain('outrage')
    expect(scorer.score('𝐒𝐤𝐚𝐧𝐝𝐚𝐥', 'de').classes).toContain('outrage')
  })

  test('an address has no face and no words', () => {
    const plain = scorer.score('Mehr dazu: https://example.org/a', 'de')
    expect(scorer.score('Mehr dazu: https://example.org/skandal-betrug', 'de')).toEqual(plain)
    for (const text of [
      'Politik :// Partei',
      'siehe http:/…',
      'um 10:(',
      'www.schlecht.de',
      'a@schlecht.de',
    ]) {
      const address = /(https?:\S*|:\/\/|\S*schlecht\S*|:\()/.exec(text)![0]
      const shown = scorer.score(text, 'de').reasons.filter((one) => address.includes(one.text))
      expect(shown, text).toEqual([])
    }
  })

  test('skin tones and variation selectors', () => {
    expect(scorer.score('👎🏽', 'de').negative).toBe(scorer.score('👎', 'de').negative)
    expect(scorer.score('❤️', 'de').positive).toBe(scorer.score('❤', 'de').positive)
  })
})

describe('what must be told apart', () => {
  const worse = (bad: string, good: string, lang: Lang) =>
    expect(scorer.score(bad, lang).negative, bad).toBeGreaterThan(scorer.score(good, lang).negative)

  test('negation before, after, and not beyond its reach', () => {
    worse('Das ist nicht gut', 'Das ist gut', 'de')
    worse('Das gefällt mir nicht', 'Das gefällt mir', 'de')
    worse('That is not good', 'That is good', 'en')
    worse('Schlecht. Nicht mein Laden.', 'Nicht schlecht, mein Laden.', 'de')
    worse('Nicht dort, aber schlecht', 'nicht schlecht', 'de')
  })

  test('strengtheners', () => {
    worse('extrem schlecht', 'schlecht', 'de')
    worse('extremely annoying', 'annoying', 'en')
  })

  test('compounds carry the meaning at their end', () => {
    for (const word of [
      'Zugverspätung',
      'Softwarepannen',
      'Abgasskandal',
      'Kundenabzocke',
      'Paketchaos',
    ]) {
      expect(scorer.score(word, 'de').reasons[0]?.text, word).toBe(word)
    }
    const span = scorer.score('Zeitspanne', 'de')
    expect(span.classes).toEqual([])
    expect(span.reasons.filter(({ weight }) => weight < 0)).toEqual([])
  })

  test('stars and digits do not hide a word', () => {
    expect(scorer.score('What a f*cking joke', 'en').reasons.map(({ text }) => text)).toContain(
      'f*cking',
    )
    expect(scorer.score('reiner B3trug', 'de').classes).toContain('fraud')
  })
})

describe('classes', () => {
  test.each([
    ['Frechheit, schämt euch!', 'de', ['outrage']],
    ['#NieWiederAcme', 'de', ['churn']],
    ['#boykottacme', 'de', ['churn']],
    ['Bitte teilen!', 'de', ['spread']],
    ['Das geht jetzt zum Anwalt', 'de', ['legal']],
    ['Rückruf wegen Salmonellen', 'de', ['safety']],
    ['Abzocke, alles Betrug', 'de', ['fraud']],
    ['Störung seit Stunden', 'de', ['outage']],
    ['Danke für nichts', 'de', ['sarcasm', 'detractor']],
    ['Kann ich nur empfehlen', 'de', ['promoter']],
    ['Wann wird geliefert?', 'de', ['question']],
    ['Keine Störung, alles in Ordnung', 'de', []],
    ['Shame on you', 'en', ['outrage']],
    ['cancelled my subscription', 'en', ['churn']],
    ['my laptop caught fire', 'en', ['safety']],
    ['total ripoff', 'en', ['fraud']],
    ['would not recommend', 'en', ['detractor']],
  ] as [string, Lang, string[]][])('%s', (text, lang, expected) => {
    expect(scorer.score(text, lang).classes).toEqual(expected)
  })
})

describe('touchpoints', () => {
  test.each([
    ['Mein Paket ist nicht da', 'de', ['delivery']],
    ['Die Hotline und die Rechnung', 'de', ['hotline', 'billing']],
    ['In der Filiale war der Mitarbeiter nett', 'de', ['store', 'staff']],
    ['Die Qualität der Webseite', 'de', ['product', 'website']],
    ['Euer Newsletter', 'de', ['communication']],
    ['delivery late, staff rude, price too high', 'en', ['delivery', 'billing', 'staff']],
  ] as [string, Lang, string[]][])('%s', (text, lang, expected) => {
    expect(scorer.score(text, lang).touchpoints).toEqual(expected)
  })

  test('a brand adds its own, also to a standard one', () => {
    const own = createScorer(model, {
      touchpoints: [
        { name: 'lounge', cues: ['Senator Lounge', 'warteraum*'] },
        { name: 'delivery', cues: ['Gepäckband'] },
      ],
    })
    expect(own.touchpointNames).toEqual([...TOUCHPOINTS, 'lounge'])
    expect(own.score('In der senator lounge', 'de').touchpoints).toEqual(['lounge'])
    expect(own.score('Warteräume? Der Warteraumbereich am Gepäckband', 'de').touchpoints).toEqual([
      'delivery',
      'lounge',
    ])
    expect(own.scoreFast('Senator Lounge', 'de').touchpoints).toBe(1 << 8)
    expect(scorer.score('senator lounge', 'de').touchpoints).toEqual([])
  })

  test('bits are finite', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ name: `own${index}`, cues: ['x'] }))
    expect(() => touchpointTable(many)).toThrow(RangeError)
  })
})

describe('reasons', () => {
  test('are spelled as in the post, strongest first, and signed', () => {
    const { reasons } = scorer.score('Tolle Beratung, aber SCHON WIEDER Verspätuuuung :-((', 'de')
    const texts = reasons.map(({ text }) => text)
    expect(texts).toEqual(expect.arrayContaining([':-((', 'SCHON WIEDER', 'Verspätuuuung']))
    expect(reasons.find(({ text }) => text === ':-((')!.weight).toBeLessThan(0)
    const sizes = reasons.map(({ weight }) => Math.abs(weight))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  test('a post in two languages is judged by its worse half', () => {
    const text =
      'Ich bin so froh dass wir das haben, but the customer service is the worst and they do not care'
    expect(scorer.score(text, 'de').label).toBe('negative')
  })

  test('are at most as many as wanted', () => {
    const few = createScorer(model, { reasons: 2 })
    expect(few.score('schlecht mies kaputt defekt ärgerlich', 'de').reasons).toHaveLength(2)
  })
})

describe('for any string', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
      .map((units) => String.fromCharCode(...units)),
    fc
      .array(
        fc.constantFrom(
          'nicht',
          'aber',
          'geht',
          ':',
          '(',
          '/',
          '!',
          '?',
          '@',
          '#',
          '*',
          '👍',
          '\u200d',
          ' ',
          '.',
          'gut',
          '$',
        ),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join('')),
  )
  const anyLang = fc.constantFrom<Lang>('de', 'en')

  test('probabilities sum to one and reasons are pieces of the post', () => {
    fc.assert(
      fc.property(anyText, anyLang, (text, lang) => {
        const scored = scorer.score(text, lang)
        const { negative, neutral, positive } = JSON.parse(JSON.stringify(scored))
        expect(Math.abs(negative + neutral + positive - 1)).toBeLessThan(1e-9)
        for (const p of [negative, neutral, positive]) expect(p >= 0 && p <= 1).toBe(true)
        for (const reason of scored.reasons) {
          expect(text.includes(reason.text)).toBe(true)
          expect(Number.isFinite(reason.weight)).toBe(true)
        }
        expect(scored.classes.every((name) => (CLASSES as readonly string[]).includes(name))).toBe(
          true,
        )
      }),
      { numRuns: 500 },
    )
  })

  test('the same again, and the same by the fast way', () => {
    fc.assert(
      fc.property(anyText, anyLang, (text, lang) => {
        const scored = scorer.score(text, lang)
        expect(scorer.score(text, lang)).toEqual(scored)
        const fast = scorer.scoreFast(tokenise(text), lang)
        expect(fast.pNegMilli).toBe(Math.round(scored.negative * 1000))
        expect(fast.pPosMilli).toBe(Math.round(scored.positive * 1000))
        expect(CLASSES.filter((_, bit) => fast.classes & (1 << bit))).toEqual(scored.classes)
        expect(fast.unsure).toBe(scored.unsure)
        expect(fast.unknownWords).toBeLessThanOrEqual(fast.words)
      }),
      { numRuns: 300 },
    )
  })
})
