/** Who speaks: copies, bots, new accounts, another thing of the same name. All of it is told, none of it is hidden. */

import { describe, expect, test } from 'vitest'
import { formatPercent } from '../../shared/core/numbers.ts'
import type { Cause, StormEvent } from '../../shared/core/storm.ts'
import { voicesSentences } from '../../shared/core/talk-words.ts'
import { causeSentence } from '../../shared/core/words.ts'
import { USUAL_WORDS } from '../harness/speech.ts'
import { detect, meanwhile, stormsOf, strip, type Talk, timeline } from '../harness/timeline.ts'

const usual: Talk = {
  perMinute: 1,
  negative: 0.2,
  speech: { words: USUAL_WORDS, accountDays: 900 },
}
const calm = (days = '10d') => timeline('acme', { from: 'Mon 00:00' }).steady(days, usual)
const later = (talk: Talk, ids = 'later') =>
  timeline('acme', { from: 'Mon 00:00', seed: 5, ids }).silence('10d').steady('2h', talk)

const mainCause = (events: readonly StormEvent[]): Cause =>
  events.reduce((a, b) => (b.level > a.level ? b : a)).causes[0]!

describe('one template, many accounts', () => {
  const bots: Talk = {
    ...{ perMinute: 0.5, negative: 1, even: true },
    speech: { words: USUAL_WORDS, copies: true, accountDays: 3 },
  }
  const quiet = () => timeline('acme').steady('10d', { ...usual, perMinute: 0.02, negative: 0.2 })

  test('is a wave all the same, and told as copies from new accounts', () => {
    const opened = stormsOf(detect(meanwhile(quiet(), later(bots))))
    const cause = mainCause(opened)
    expect(cause.talk!.copies!.share).toBeGreaterThan(0.9)
    expect(cause.talk!.newAccounts!.share).toBeGreaterThan(0.9)
    expect(voicesSentences(cause, 'de').join()).toMatch(/fast gleiche Kopien/)
  })

  test('has one voice for a topic, however many copy it', () => {
    const topicSeen = (copies: boolean) => {
      const talk = { ...bots, speech: { words: USUAL_WORDS, topic: ['streik'], copies } }
      const told = stormsOf(detect(meanwhile(quiet(), later(talk))))
      const rows = told.flatMap(({ checklist }) =>
        checklist.filter(({ name }) => name === 'topic-rule'),
      )
      return Math.max(...rows.map(({ seen }) => seen ?? 0))
    }
    expect(topicSeen(true)).toBe(0)
    expect(topicSeen(false)).toBeGreaterThan(8)
  })

  test('among people who are angry it is told, and counted with them', () => {
    const people: Talk = { ...bots, speech: { words: USUAL_WORDS, accountDays: 900 } }
    const both = meanwhile(
      calm(),
      later({ ...people, perMinute: 6 }),
      later({ ...bots, perMinute: 4 }, 'bots'),
    )
    const { talk, seen } = mainCause(stormsOf(detect(both)))
    expect(talk!.copies!.share).toBeGreaterThan(0.25)
    expect(talk!.copies!.share).toBeLessThan(0.55)
    expect(talk!.newAccounts).toMatchObject({ usual: 0 })
    const alone = mainCause(stormsOf(detect(meanwhile(calm(), later({ ...people, perMinute: 6 })))))
    expect(seen).toBeGreaterThan(alone.seen)
    expect(alone.talk!.copies).toBeUndefined()
    expect(alone.talk!.newAccounts).toBeUndefined()
  })
})

describe('few loud accounts', () => {
  const people: Talk = { perMinute: 3, negative: 1, speech: { words: USUAL_WORDS } }

  test('among many are told with what they wrote, in both languages, and hide nothing', () => {
    const both = meanwhile(
      calm(),
      later(people),
      later({ ...people, perMinute: 6, authors: 3 }, 'loud'),
    )
    const cause = mainCause(stormsOf(detect(both)))
    const { accounts, share } = cause.talk!.loudest!
    expect(accounts).toBe(3)
    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeLessThan(0.75)
    expect(voicesSentences(cause, 'en')).toContain(
      `3 accounts wrote ${formatPercent(share, 'en')} of the criticism.`,
    )
    expect(voicesSentences(cause, 'de')).toContain(
      `3 Konten haben ${formatPercent(share, 'de')} der Kritik geschrieben.`,
    )
  })

  test('are not told of a crowd', () => {
    const cause = mainCause(stormsOf(detect(meanwhile(calm(), later({ ...people, perMinute: 9 })))))
    expect(cause.talk!.loudest).toBeUndefined()
  })
})

describe('the words of a storm', () => {
  const strike: Talk = {
    ...{ perMinute: 10, negative: 0.8 },
    speech: { words: USUAL_WORDS, topic: ['streik', 'ausgefall ausgefallen'] },
  }

  test('stand in the sentence as they are written, in both languages; the usual ones do not', () => {
    const cause = mainCause(stormsOf(detect(meanwhile(calm(), later(strike)))))
    expect(cause.words!.slice(0, 2).sort()).toEqual(['ausgefallen', 'streik'])
    expect(causeSentence(cause, 'de')).toMatch(/Auffällige Wörter: (streik|ausgefallen), /)
    expect(causeSentence(cause, 'en')).toMatch(/Unusual words: (streik|ausgefallen), /)
    expect(cause.talk!.collision).toBeUndefined()
  })

  test('that are hardly ever said with the brand may mean something else of that name', () => {
    const film =
      'kino regie schauspieler premiere leinwand trailer drehbuch szene kamera figur'.split(' ')
    const other = { ...strike, speech: { words: film } }
    const cause = mainCause(stormsOf(detect(meanwhile(calm(), later(other)))))
    expect(cause.talk!.collision!.share).toBeLessThan(cause.talk!.collision!.usual / 2)
    expect(voicesSentences(cause, 'de').join()).toMatch(
      /vielleicht ist etwas anderes gleichen Namens/,
    )
    expect(voicesSentences(cause, 'en').join()).toMatch(/perhaps something else of that name/)
  })
})

describe('how unusual', () => {
  const wave = (talk: Partial<Talk>) => ({ ...usual, perMinute: 10, negative: 0.8, ...talk })

  test('the most since the brand is watched; a lower wave later is the most since that one', () => {
    const t = calm()
      .steady('2h', wave({}))
      .steady('12d', usual)
      .steady('2h', wave({ perMinute: 7 }))
    const opened = stormsOf(detect(t.silence('1d'))).filter(({ change }) => change === 'opened')
    expect(opened.length).toBe(2)
    const [first, second] = opened.map(({ causes }) => causes[0]!.highest)
    expect(first).toEqual({ days: 10, ever: true })
    expect(second).toEqual({ days: 12, ever: false })
  })
})

describe('what is no storm', () => {
  test('a copied chain and a giveaway of praise among usual talk', () => {
    const chain: Talk = {
      perMinute: 10,
      negative: 0.03,
      speech: { words: ['gewinn', 'teil', 'mach'] },
    }
    expect(strip(meanwhile(calm(), later(chain)))).toBe('')
  })

  test('a sports final with the sponsor’s name: twenty times the mentions at the usual share', () => {
    const final: Talk = {
      perMinute: 20,
      negative: 0.2,
      speech: { words: ['tor', 'abseits', 'pokal', 'elfmeter'] },
    }
    const told = meanwhile(
      calm('21d'),
      timeline('acme', { seed: 5 }).silence('21d').surge('30m', final).steady('2h', final),
    )
    expect(strip(told)).toBe('')
  })

  test('one loud author with ever new words', () => {
    const loud: Talk = {
      perMinute: 3,
      negative: 1,
      authors: 1,
      speech: { words: USUAL_WORDS, topic: ['skandal'] },
    }
    expect(strip(meanwhile(calm(), later(loud)))).toBe('')
  })
})
