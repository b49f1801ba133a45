/** The digest as it is read at breakfast: what happened in a day, from what the page knows. */

import { describe, expect, it } from 'vitest'
import { composeDigest } from '../../services/alert/digest-message.ts'
import type { Digest } from '../../shared/core/alert.ts'
import { type DigestFacts, digestFacts } from '../../shared/core/digest.ts'
import { fold, type Projection } from '../../shared/core/projection.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { XSS } from '../harness/hostile.ts'
import { acknowledged, reading, stormEvent, T0 } from '../harness/live-samples.ts'
import { empty } from '../harness/projection-setup.ts'

const CELL_MS = 5 * MINUTE_MS
/** Eight o'clock in Berlin, on the morning after the storm of the samples. */
const AT = T0 + 11 * HOUR_MS
const NOTHING: Digest = {
  type: 'digest',
  notificationId: 'digest/2026-03-08/email/lena',
  ...{ stormId: '*', brandId: '*', at: AT, fromAt: AT - DAY_MS },
  ...{ channel: 'email', to: 'lena', language: 'de', timeZone: 'Europe/Berlin' },
}

/** Three days in which a brand has ten mentions a cell, one of them critical. */
function calmDays(brandId: string, without: (at: number) => boolean = () => false): Projection {
  const projection = empty()
  addDays(projection, brandId, without)
  return projection
}

function addDays(projection: Projection, brandId: string, without = (_: number) => false): void {
  for (let at = AT - 3 * DAY_MS + CELL_MS; at <= AT; at += CELL_MS) {
    const unknown = { mentions: null, negatives: null, expectedNegatives: null }
    const known = { mentions: 10, negatives: 1, expectedNegatives: 0.9 }
    const calm = { brandId, level: 0, phase: 'calm', provisional: false } as const
    fold(projection, reading(at, { ...calm, ...(without(at) ? unknown : known) }))
  }
}

const factsOf = (projection: Projection) => digestFacts(projection, NOTHING, CELL_MS)

function written(facts: DigestFacts, language: 'de' | 'en' = 'de') {
  return composeDigest({ ...NOTHING, language }, facts, {
    sentAt: AT,
    publicUrl: 'https://sturm.example.com/',
  })
}

describe('the facts of a day', () => {
  it('are sums of the day against the days before', () => {
    const [acme, beta] = factsOf(calmDays('acme')).brands
    expect(acme).toMatchObject({ mentions: 2_880, usualMentions: 2_880, unseenMs: 0, storms: [] })
    expect(acme?.share).toBeCloseTo(0.1)
    expect(acme?.usualShare).toBeCloseTo(0.09)
    expect(beta).toMatchObject({ mentions: null, usualMentions: null, share: null })
  })

  it('count the hours of which nothing is known', () => {
    const twoHours = (at: number) => at > AT - 4 * HOUR_MS && at <= AT - 2 * HOUR_MS
    const [acme] = factsOf(calmDays('acme', twoHours)).brands
    expect(acme).toMatchObject({ unseenMs: 2 * HOUR_MS, mentions: 2_640 })
  })

  it('know since when a brand is watched, and call nothing usual by then', () => {
    const projection = empty()
    for (let at = AT - 2 * HOUR_MS; at <= AT; at += CELL_MS)
      fold(projection, reading(at, { provisional: false, mentions: 1, level: 0, phase: 'calm' }))
    const [acme] = factsOf(projection).brands
    expect(acme).toMatchObject({
      knownFrom: AT - 2 * HOUR_MS - CELL_MS,
      unseenMs: 0,
      mentions: 25,
      usualMentions: null,
    })
  })

  it('hold the storms that were open, with the times that matter', () => {
    const projection = calmDays('acme')
    const old = { startedAt: T0 - 5 * DAY_MS, stormId: 'acme/old' }
    fold(projection, stormEvent(T0 - 5 * DAY_MS, 'opened', old))
    fold(projection, stormEvent(T0 - 4 * DAY_MS, 'ended', { ...old, level: 0, phase: 'calm' }))
    fold(projection, stormEvent(T0, 'opened', { level: 2 }))
    fold(projection, acknowledged(T0 + 4 * MINUTE_MS, 'lena'))
    fold(projection, stormEvent(T0 + HOUR_MS, 'level-raised', { level: 3 }))
    fold(projection, stormEvent(T0 + 9 * HOUR_MS, 'ended', { level: 0, phase: 'calm' }))
    const [acme] = factsOf(projection).brands
    expect(acme?.storms).toMatchObject([
      { peakLevel: 3, toAcknowledgeMs: 4 * MINUTE_MS, toAllClearMs: 9 * HOUR_MS },
    ])
  })
})

describe('a calm day', () => {
  const projection = calmDays('acme')
  addDays(projection, 'beta')
  const facts = factsOf(projection)

  it('is one line', () => {
    const { subject, text } = written(facts)
    expect(subject).toBe('Tagesbericht: alles ruhig bei 2 Marken')
    expect(text).toBe(`Sturmwarte: Tagesbericht
Sa 07.03.2026, 08:00 MEZ – So 08.03.2026, 08:00 MEZ

Alles ruhig bei 2 Marken: 5.760 Erwähnungen. Alle Quellen antworten.

Zur Übersicht:
https://sturm.example.com/

-- 
Sturmwarte. Automatische Nachricht; Antworten liest niemand.
`)
  })

  it('of one brand says what is usual, in English too', () => {
    const { subject, text } = written({ ...facts, brands: facts.brands.slice(0, 1) }, 'en')
    expect(subject).toBe('Daily digest: all calm')
    expect(text).toContain(
      'All calm: 2,880 mentions (usual 2,880), 10% critical (usual 9%). All sources\nanswer.',
    )
  })
})

describe('a day with a storm', () => {
  const projection = calmDays('acme')
  fold(projection, stormEvent(T0, 'opened', { level: 2 }))
  fold(projection, acknowledged(T0 + 4 * MINUTE_MS, 'lena'))
  fold(projection, stormEvent(AT + MINUTE_MS, 'level-raised', { level: 3 }))
  fold(projection, {
    type: 'source-status',
    ...{ source: 'mastodon', via: undefined, status: 'blind', observedAt: AT - HOUR_MS },
  })
  const facts = factsOf(projection)

  it('leads with it, and ends with what was not seen', () => {
    const { subject, text } = written(facts)
    expect(subject).toBe(
      'Tagesbericht: ein Sturm, höchste Stufe 3, Acme jetzt auf Stufe 3, nicht alles gesehen',
    )
    expect(text.slice(text.indexOf('ACME'), text.indexOf('\n--'))).toBe(`ACME
Stufe jetzt: 3 (frische Brise)
Erwähnungen: 2.880 (üblich 2.880)
davon kritisch: 10 % (üblich 9 %)
• Sturm, höchste Stufe 3 (frische Brise), erkannt Sa 07.03.2026, 21:00 MEZ,
  übernommen nach 4 Min., dauert an

RUHIG
• beta: Nichts bekannt

WAS WIR NICHT SEHEN
? Mastodon: nicht erreichbar, seit So 08.03.2026, 07:00 MEZ
? beta: Nichts bekannt
`)
  })

  it('has one thread for each reader and one id for each day', () => {
    const today = written(facts).headers
    const digest = { ...NOTHING, notificationId: 'digest/2026-03-09/email/lena' }
    const tomorrow = composeDigest(digest, facts, { sentAt: AT + DAY_MS }).headers
    expect(tomorrow['References']).toBe(today['References'])
    expect(tomorrow['Message-ID']).not.toBe(today['Message-ID'])
    expect(written(facts).headers).toEqual(today)
  })

  it('escapes whatever stands in a name', () => {
    const named = (name: string) => ({ ...facts.brands[0]!, name })
    for (const hostile of XSS) {
      const { html } = written({ blind: [], brands: [named(hostile), named(hostile)] })
      expect(html).not.toMatch(/<(?:script|img|svg|iframe|a href="(?!https:\/\/sturm\.example))/i)
    }
  })
})
