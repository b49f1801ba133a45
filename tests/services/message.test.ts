/** Mails as a press officer reads them on a phone at night. */

import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../services/alert/message.ts'
import { subjectOf } from '../../services/alert/message-subject.ts'
import type { Notification } from '../../shared/core/alert.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { context, LEADING, notification } from '../harness/messages.ts'

const people = context().people
const share = {
  kind: 'share',
  text: '',
  seen: 37.6,
  expected: 8.23,
  surprise: 9.1,
} as const

describe('the subject is enough', () => {
  const over = { status: 'resolved', reason: 'resolved', level: 0, peakLevel: 4 } as const
  const rows: [string, Partial<Notification>, string, string][] = [
    [
      'a rise',
      {},
      '[Stufe 3 ↑ von 2] Kornblum Mobil, Rechnung: Beitrag auf Facebook, 1.376 Interaktionen nach 1 Std. 53 Min. (normal: 40)',
      '[Level 3 ↑ from 2] Kornblum Mobil, billing: post on Facebook, 1,376 interactions after 1 h 53 min (normal: 40)',
    ],
    [
      'the first news',
      { reason: 'first', causes: [share], touchpoints: [] },
      '[Stufe 3] Kornblum Mobil: 38 kritische Erwähnungen in 60 Min. (normal: 8,2)',
      '[Level 3] Kornblum Mobil: 38 critical mentions in 60 min (normal: 8.2)',
    ],
    [
      'nobody reacts',
      { reason: 'escalated', causes: [{ ...share, kind: 'slow' }] },
      '[Stufe 3, eskaliert] Kornblum Mobil, Rechnung: Kritik wächst seit Tagen, 38 Erwähnungen (normal: 8,2)',
      '[Level 3, escalated] Kornblum Mobil, billing: criticism has grown for days, 38 mentions (normal: 8.2)',
    ],
    [
      'somebody has it',
      { reason: 'acknowledged', acknowledgedBy: 'max', causes: [] },
      '[Stufe 3, übernommen von Max Ott] Kornblum Mobil, Rechnung: seit 25 Min.',
      '[Level 3, acknowledged by Max Ott] Kornblum Mobil, billing: since 25 min',
    ],
    [
      'less and less',
      { reason: 'fading', level: 1, peakLevel: 4 },
      '[flaut ab] Kornblum Mobil: 25 Min., höchste Stufe 4',
      '[fading] Kornblum Mobil: 25 min, highest level 4',
    ],
    [
      'over',
      over,
      '[Entwarnung] Kornblum Mobil: vorbei nach 25 Min., höchste Stufe 4',
      '[All-clear] Kornblum Mobil: over after 25 min, highest level 4',
    ],
    [
      'never was',
      { ...over, falseAlarmBy: 'lena' },
      '[Fehlalarm] Kornblum Mobil: sagt Lena Vogt, höchste Stufe 4',
      '[False alarm] Kornblum Mobil: says Lena Vogt, highest level 4',
    ],
    [
      'praise',
      { reason: 'first', kind: 'candystorm', level: 0, causes: [share], touchpoints: [] },
      '[Lob] Kornblum Mobil: 38 lobende Erwähnungen in 60 Min. (normal: 8,2)',
      '[Praise] Kornblum Mobil: 38 praising mentions in 60 min (normal: 8.2)',
    ],
  ]
  test.each(rows)('%s', (_, more, de, en) => {
    expect(subjectOf(notification(more), 'Kornblum Mobil', people)).toBe(de)
    const english = notification({ ...more, language: 'en' })
    expect(subjectOf(english, 'Kornblum Mobil', people)).toBe(en)
  })
})

const NIGHT_MAIL = `Kornblum Mobil: Stufe 3 von 6 · frische Brise · gestiegen von 2
seit Sa 07.03.2026, 20:40 MEZ

Ein Beitrag auf Facebook wächst schneller als 99,5 % der Beiträge seines
Alters: 1.240 Likes, 124 Kommentare und 12-mal geteilt nach 1 Std. 53 Min.;
üblich sind höchstens 40.

Übernehmen, stummschalten oder Fehlalarm melden:
https://sturm.example.com/#/storm/kornblum%2F2026-03-07T19%3A40%3A00Z%2Fpost

DER BEITRAG
Facebook · Miriam H. (312 Follower) · Sa 07.03.2026, 19:12 MEZ
> Liebe Leute von Kornblum Mobil, jetzt schreibe ich das hier öffentlich,
> weil mir sonst keiner antwortet.
>
> Seit vier Monaten bucht ihr 49,90 € für einen Vertrag ab, den ich nie
> hatte. Siebenmal war ich in eurer Hotline. Es reicht! 😡
Original auf www.facebook.com:
https://www.facebook.com/kornblum/posts/20260307_1

WACHSTUM
Interaktionen jetzt: 1.376
davon in der letzten Stunde: +1.104
Alter des Beitrags: 1 Std. 53 Min.
in diesem Alter üblich: höchstens 40
sonst größter Beitrag: 111 (jetzt das 12-Fache)
Vorhersage nach 48 Std.: rund 9.400 (in neun von zehn Fällen 3.100 bis
  29.000)
19:20      3 ▏
19:40     21 ▏
20:00     96 ██
20:20    272 █████
20:40    740 █████████████
21:00  1.376 ████████████████████████

WO
bisher auf: Facebook (118), Mastodon (9)
Es geht um: Rechnung, Hotline

WAS DIE LEUTE SAGEN
Mastodon · @jo@example.social · Sa 07.03.2026, 20:50 MEZ
> Genau das ist mir bei Kornblum auch passiert. Hotline: 45 Minuten
> Warteschleife.
Original auf example.social:
https://example.social/@jo/1

Mastodon · @jo@example.social · Sa 07.03.2026, 20:50 MEZ
> Same here, been charged twice since January. @kornblum any comment?
Original auf example.social:
https://example.social/@jo/2

WARUM DIESE MELDUNG
– Stufe 1: Sturmwert über der Beobachtungsschwelle: 0,31 (nötig 0,55).
✓ Stufe 1: Ein Beitrag liegt über der Norm seines Alters: 1.376 (nötig 20).
– Stufe 2: Sturmwert über der Warnschwelle, mit genug Belegen: 0,31 (nötig
  0,80).
✓ Stufe 2: Ein kritischer Beitrag wächst weit über die Norm.
✓ Stufe 3: Ein Beitrag ist oder wird weit größer als der sonst größte der
  Marke: 12-fach (nötig 10-fach).
– Stufe 4: Ein Beitrag ist oder wird um ein Vielfaches größer als der sonst
  größte der Marke: 12-fach (nötig 100-fach).
– Stufe 4: Kritik über drei Stunden, als Vielfaches des Üblichen: 1,2-fach
  (nötig 10-fach).
Sturmwert: 0,31
✓ erfüllt, – nicht erfüllt. Schwellen: Fassung 1k9x2ab.

WAS WIR NICHT SEHEN
? Reddit: nicht erreichbar
? Stufe 2: Ein einzelnes Thema häuft Kritik; nicht zu sehen.
? Stufe 3: Ein erster Artikel in Presse oder Blogs (nötig 1); nicht zu sehen
  ohne Nachrichten und Blogs.

WER ES WEISS
Sie, Lena Vogt, Max Ott

-- 
Sturmwarte. Automatische Nachricht; Antworten liest niemand.
`

test('a rise at night, in German', () => {
  expect(composeMessage(notification(), context()).text).toBe(NIGHT_MAIL)
})

test('the end, in English, in the zone of the reader', () => {
  const at = notification().startedAt + 9 * HOUR_MS + 25 * MINUTE_MS
  const end = notification({
    at,
    reason: 'resolved',
    status: 'resolved',
    level: 0,
    levelBefore: 1,
    peakLevel: 4,
    language: 'en',
    timeZone: 'America/New_York',
    causes: [],
    checklist: [],
  })
  expect(`\n${composeMessage(end, context({ sentAt: at })).text}`).toMatchInlineSnapshot(`
    "
    Kornblum Mobil: All-clear · highest level 4 (strong wind)
    Sat 7 Mar 2026, 14:40 GMT-5 – Sun 8 Mar 2026, 00:05 GMT-5

    The storm is over after 9 h 25 min.

    View the storm:
    https://sturm.example.com/#/storm/kornblum%2F2026-03-07T19%3A40%3A00Z%2Fpost

    WHO KNOWS
    You, Lena Vogt, Max Ott

    -- 
    Sturmwarte. Automatic message; nobody reads replies.
    "
  `)
})

test('praise has no checklist and asks for nothing', () => {
  const praise = notification({
    reason: 'first',
    kind: 'candystorm',
    level: 0,
    causes: [share],
    checklist: [],
  })
  const { leading: _, ...rest } = context({ blind: [] })
  const { text } = composeMessage(praise, rest)
  expect(text).toContain('Eine Welle des Lobs')
  expect(text).toContain('Sturm ansehen:')
  expect(text).not.toContain('Fehlalarm')
})

describe('what is not there is said', () => {
  const bare = { brandName: 'Kornblum Mobil', people, sentAt: notification().at }

  test('a store that did not answer in time', () => {
    const { text } = composeMessage(notification(), { ...bare, publicUrl: 'https://s.example' })
    expect(text).toContain('DER BEITRAG\nDer Wortlaut lag beim Senden noch nicht vor')
    expect(text).toContain('https://s.example/#/storm/kornblum%2F2026')
    expect(text).not.toContain('WAS DIE LEUTE SAGEN')
  })

  test('a deleted post shows its numbers and not its words', () => {
    const leading = { ...LEADING, deleted: true }
    const { text, html } = composeMessage(notification(), context({ leading }))
    expect(text).toContain('Der Beitrag wurde gelöscht. Die Zahlen bleiben.')
    expect(text).not.toContain('49,90')
    expect(html).not.toContain('Miriam')
    expect(text).toContain('Interaktionen jetzt: 1.376')
  })

  test('nobody said where the page is', () => {
    const { text, html } = composeMessage(notification(), bare)
    expect(text).toContain('melden: auf der Seite der\nSturmwarte.')
    expect(html).not.toContain('href')
  })

  test('a message that comes late says so, and one that waited says why', () => {
    const sentAt = notification().at + 61 * MINUTE_MS
    expect(composeMessage(notification(), context({ sentAt })).text).toContain(
      'Diese Nachricht kommt 1 Std. 1 Min. später als beschlossen.',
    )
    const waited = notification({ reason: 'first', level: 2, notBefore: sentAt })
    const { text } = composeMessage(waited, context({ sentAt }))
    expect(text).toContain('Beschlossen Sa 07.03.2026, 21:05 MEZ; mit dem Senden')
    expect(text).not.toContain('später als beschlossen')
  })

  test('a recording is called one', () => {
    const { text } = composeMessage(notification(), context({ recording: 'Kornblum' }))
    expect(text).toContain('Dies ist die Aufzeichnung „Kornblum“')
  })
})

describe('headers', () => {
  const headers = (more: Partial<Notification>) =>
    composeMessage(notification(more), context()).headers

  test('all mails of a storm are one thread, each with an id of its own', () => {
    const [a, b] = [headers({}), headers({ notificationId: 'another' })]
    expect(a['Message-ID']).toMatch(/^<message\.[0-9a-f]{32}@sturmwarte\.example\.com>$/)
    expect(a['Message-ID']).toBe(headers({})['Message-ID'])
    expect(b['Message-ID']).not.toBe(a['Message-ID'])
    expect(a['References']).toMatch(/^<storm\.[0-9a-f]{32}@sturmwarte\.example\.com>$/)
    expect([b['References'], b['In-Reply-To']]).toEqual([a['References'], a['In-Reply-To']])
    expect(headers({ stormId: 'other' })['References']).not.toBe(a['References'])
  })

  test('nobody answers automatically; only grave ones are urgent', () => {
    expect(headers({})).toMatchObject({
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    })
    expect(headers({ level: 3 })).not.toHaveProperty('X-Priority')
    expect(headers({ level: 4 })).toHaveProperty('X-Priority', '1')
  })
})
