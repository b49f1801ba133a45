/** Where a storm spreads, who takes it up and what it is about: levels that the words of mentions show. */

import { describe, expect, test } from 'vitest'
import { CUES } from '../../shared/core/observation.ts'
import type { Check } from '../../shared/core/storm.ts'
import { USUAL_WORDS } from '../harness/speech.ts'
import { detect, meanwhile, stormsOf, type Talk, timeline } from '../harness/timeline.ts'

const speech = { words: USUAL_WORDS }
const TOPIC = ['streik', 'ausgefallen ausfall']
const usual: Talk = {
  perMinute: 2,
  negative: 0.2,
  sources: ['mastodon', 'bluesky', 'forum'],
  speech,
}
const calm = (days = '10d', talk = usual) =>
  timeline('acme', { from: 'Mon 00:00' }).steady(days, talk)

function storm(talk: Partial<Talk>) {
  const angry = { ...usual, perMinute: 12, negative: 0.7, ...talk }
  return calm().surge('1h', angry).steady('2h', angry)
}

/** Each condition as it stood at the highest level. */
function checksOf(t: ReturnType<typeof storm>): Map<string, Check> {
  const events = stormsOf(detect(t))
  const highest = events.reduce((a, b) => (b.level > a.level ? b : a))
  return new Map(highest.checklist.map((one) => [one.name, one]))
}

describe('second channel', () => {
  test('the same unusual words on another channel are met; on one alone they are not', () => {
    const spread = checksOf(storm({ speech: { ...speech, topic: TOPIC } }))
    expect(spread.get('second-channel')).toMatchObject({ state: 'met', needed: 3 })
    const alone = checksOf(storm({ sources: ['mastodon'], speech: { ...speech, topic: TOPIC } }))
    expect(alone.get('second-channel')).toMatchObject({ state: 'not-met', seen: 0 })
  })

  test('other complaints on another channel are not the same cause', () => {
    const here = storm({
      sources: ['mastodon'],
      perMinute: 10,
      speech: { ...speech, topic: TOPIC },
    })
    const there = timeline('acme', { from: 'Mon 00:00', seed: 9 })
      .silence('10d')
      .steady('3h', { ...usual, perMinute: 2, negative: 0.5, sources: ['bluesky'] })
    const told = stormsOf(detect(meanwhile(here, there)))
    const names = told.flatMap(({ checklist }) => checklist)
    const rows = names.filter(({ name }) => name === 'second-channel')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(({ state }) => state === 'not-met')).toBe(true)
  })

  test('cannot be seen with one channel, or without words', () => {
    const one = { ...usual, sources: ['mastodon'] }
    const t = calm('10d', one).surge('1h', { ...one, perMinute: 12, negative: 0.7 })
    expect(checksOf(t).get('second-channel')).toMatchObject({ wouldShow: 'channels' })
    const { speech: _, ...wordless } = usual
    const silent = calm('10d', wordless).surge('1h', { ...wordless, perMinute: 12, negative: 0.7 })
    expect(checksOf(silent).get('second-channel')).toMatchObject({ wouldShow: 'words' })
  })
})

describe('a call to act', () => {
  test.each([
    ['a hashtag', { topic: ['#boykottacme'] }],
    ['a petition', { cues: CUES.call }],
  ])('%s taken up by many', (_, more) => {
    expect(
      checksOf(storm({ speech: { ...speech, ...more } })).get('shared-call-to-act'),
    ).toMatchObject({
      state: 'met',
    })
  })

  test('a hashtag that is always there is none', () => {
    const habit = { words: USUAL_WORDS, topic: ['#acme'] }
    const t = calm('10d', { ...usual, speech: habit })
    const angry = { ...usual, perMinute: 12, negative: 0.7, speech: habit }
    t.surge('1h', angry).steady('2h', angry)
    expect(checksOf(t).get('shared-call-to-act')).toMatchObject({ state: 'not-met' })
  })
})

describe('a brand that is always criticised', () => {
  const always = { ...usual, perMinute: 1, negative: 0.55 }
  const angry = { ...always, perMinute: 1.7, negative: 0.7 }
  const opening = (talk: Talk) =>
    stormsOf(detect(calm('10d', always).surge('30m', talk).steady('90m', talk)))[0]

  test('has a storm where the score rises and critics share new words; either alone is none', () => {
    const both = opening({ ...angry, speech: { ...speech, topic: TOPIC } })
    expect(both).toMatchObject({ change: 'opened', causes: [{ kind: 'topic' }] })
    expect(both!.score).toBeLessThan(0.8)
    expect(opening(angry)).toBeUndefined()
    expect(opening({ ...always, speech: { ...speech, topic: TOPIC } })).toBeUndefined()
  })
})

describe('a classifier that is never sure', () => {
  const { speech: _, ...wordless } = usual
  const doubting = { ...wordless, negative: 0.15, sure: { negative: 0.65, other: 0.18 } }
  const neutral = { ...doubting, negative: 0, sure: { negative: 0.65, other: 0.34 } }
  const tenfold = (talk: Talk) => {
    const angry = { ...talk, perMinute: 5, negative: 0.75 }
    return calm('10d', talk).surge('1h', angry).steady('3h', angry)
  }

  test('does not hide a tenfold storm, whether or not words are known', () => {
    expect(everMet(tenfold({ ...doubting, speech }), 'negatives-times-10')).toBe(true)
    expect(everMet(tenfold(doubting), 'negatives-times-10')).toBe(true)
  })

  test('makes no storm of a burst that nobody means badly', () => {
    const burst = calm('10d', doubting).surge('1h', { ...neutral, perMinute: 5 })
    expect(stormsOf(detect(burst.steady('3h', { ...neutral, perMinute: 5 })))).toEqual([])
  })
})

describe('press', () => {
  const article = (t: ReturnType<typeof timeline>, id: string, terms: readonly string[]) =>
    t.post({ id, kind: 'article', source: 'rss', pNeg: 0.3, said: { terms } }).silence('5m')

  test('articles that take up the words count, one by one; others do not', () => {
    const press = timeline('acme', { from: 'Mon 00:00', seed: 4 }).silence('1d')
    article(press, 'rss:before', ['bilanz']).silence('9d').silence('80m')
    article(press, 'rss:other', ['bilanz'])
    for (const id of ['rss:1', 'rss:2', 'rss:3']) article(press, id, ['streik', 'verband'])
    const told = stormsOf(detect(meanwhile(storm({ speech: { ...speech, topic: TOPIC } }), press)))
    const seen = told.flatMap(({ checklist }) =>
      checklist.filter(({ name }) => name === 'press-articles-3').map((one) => one.seen),
    )
    expect(Math.max(...seen.map((count) => count ?? 0))).toBe(3)
    expect(told.some(({ checklist }) => met(checklist, 'press-articles-3'))).toBe(true)
  })

  test('national media are counted once each, and only with what is about the storm', () => {
    const press = timeline('acme', { from: 'Mon 00:00', seed: 4 }).silence('10d').silence('80m')
    const national = (id: string, medium: number, terms: readonly string[]) =>
      press.post({ id, kind: 'article', source: 'rss', pNeg: 0.3, said: { terms, press: medium } })
    national('rss:other', 9, ['bilanz'])
    // Beside so many mentions that no sample holds them all.
    for (const [i, medium] of [1, 2, 2, 3].entries()) national(`rss:${i}`, medium, ['streik'])
    press.silence('10m')
    const loud = storm({ perMinute: 60, speech: { ...speech, topic: TOPIC } })
    const told = stormsOf(detect(meanwhile(loud, press)))
    const rows = told.flatMap(({ checklist }) =>
      checklist.filter(({ name }) => name === 'lead-story'),
    )
    expect(Math.max(...rows.map(({ seen }) => seen ?? 0))).toBe(3)
    expect(rows.some(({ state }) => state === 'met')).toBe(true)
  })

  test('national media cannot be seen while no source brings articles', () => {
    expect(
      checksOf(storm({ speech: { ...speech, topic: TOPIC } })).get('lead-story'),
    ).toMatchObject({
      ...{ state: 'unseen', wouldShow: 'rss' },
    })
  })
})

describe('arousal and several channels', () => {
  test('growth with shouting on three channels is met; quiet anger is not', () => {
    const loud = storm({ perMinute: 40, speech: { ...speech, topic: TOPIC, cues: CUES.aroused } })
    expect(everMet(loud, 'arousal-on-channels')).toBe(true)
    const quiet = storm({ perMinute: 40, speech: { ...speech, topic: TOPIC } })
    expect(everMet(quiet, 'arousal-on-channels')).toBe(false)
  })

  test('fifty times the normal on two channels is level 6; on one it is not', () => {
    const few = { ...usual, perMinute: 0.3 }
    const angry = { ...few, perMinute: 60, negative: 0.9, speech: { ...speech, topic: TOPIC } }
    const both = calm('10d', few).surge('1h', angry).steady('3h', angry)
    expect(everMet(both, 'negatives-times-50')).toBe(true)
    expect(Math.max(...stormsOf(detect(both)).map(({ level }) => level))).toBe(6)
    const one = calm('10d', few).surge('1h', { ...angry, sources: ['forum'] })
    one.steady('3h', { ...angry, sources: ['forum'] })
    expect(everMet(one, 'negatives-times-50')).toBe(false)
  })
})

function met(checklist: readonly Check[], name: string): boolean {
  return checklist.some((one) => one.name === name && one.state === 'met')
}

function everMet(t: ReturnType<typeof storm>, name: string): boolean {
  return stormsOf(detect(t)).some(({ checklist }) => met(checklist, name))
}
