import { describe, expect, test } from 'vitest'
import { checklist, type Evidence, levelOf } from '../../shared/core/level.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { HOUR_MS } from '../../shared/core/time.ts'

const CALM: Evidence = {
  score: 0.1,
  watchAt: 0.55,
  warnAt: 0.8,
  slow: undefined,
  day: undefined,
  scoreRule: false,
  sustained: false,
  nextAgainstNormal: 1,
  doublingMs: undefined,
  lastAgainstNormal: 1,
  negativeShare: 0.2,
  shareAgainstUsual: 1,
  manyCritics: false,
  aboveNorm: 0,
  postRule: false,
  postAgainstUsual: 0,
  articles: 0,
  nationalMedia: 0,
  talk: undefined,
}
const WARN = { score: 0.8, scoreRule: true }
const GROWING = { ...WARN, sustained: true, nextAgainstNormal: 3 }
const POST = { aboveNorm: 300, postRule: true }
const MAJORITY = { negativeShare: 0.5, shareAgainstUsual: 2, manyCritics: true }

const levelFor = (some: Partial<Evidence>) =>
  levelOf(checklist({ ...CALM, ...some }, DEFAULT_POLICY))

describe('the level', () => {
  test.each<[string, Partial<Evidence>, number]>([
    ['nothing', {}, 0],
    ['a score just below watch', { score: 0.5499 }, 0],
    ['watch', { score: 0.55 }, 1],
    ['a post above its norm with twenty interactions', { aboveNorm: 20 }, 1],
    ['a post with nineteen', { aboveNorm: 19 }, 0],
    ['warn without evidence', { score: 2, scoreRule: false }, 1],
    ['warn', WARN, 2],
    [
      'a warning score of a brand whose threshold is higher',
      { score: 0.8, watchAt: 0.7, warnAt: 1 },
      1,
    ],
    ['days that drift beyond their threshold', { slow: { z: 2, needed: 1.5, holds: true } }, 2],
    ['days that drift with too few negatives', { slow: { z: 2, needed: 1.5, holds: false } }, 0],
    ['a post that opens', POST, 2],
    ['sustained but not growing', { ...WARN, sustained: true }, 2],
    ['growing but not sustained', { ...WARN, nextAgainstNormal: 9 }, 2],
    ['sustained and three times the normal to come', GROWING, 3],
    [
      'sustained and doubling within two hours',
      { ...WARN, sustained: true, doublingMs: 2 * HOUR_MS },
      3,
    ],
    [
      'sustained and doubling more slowly',
      { ...WARN, sustained: true, doublingMs: 2 * HOUR_MS + 1 },
      2,
    ],
    ['a first article', { ...WARN, articles: 1 }, 3],
    ['an article without a storm', { articles: 5 }, 0],
    ['one post of ten times the usual largest', { ...POST, postAgainstUsual: 10 }, 3],
    ['nearly', { ...POST, postAgainstUsual: 9.99 }, 2],
    ['a large post that does not open', { aboveNorm: 300, postAgainstUsual: 900 }, 1],
    ['one post of a hundred times', { ...POST, postAgainstUsual: 100 }, 4],
    ['ten times the normal negatives', { ...GROWING, lastAgainstNormal: 10 }, 4],
    ['ten times, but not sustained', { ...WARN, lastAgainstNormal: 10 }, 2],
    ['three articles', { ...WARN, articles: 3 }, 4],
    ['critics the majority', { ...GROWING, lastAgainstNormal: 10, ...MAJORITY }, 5],
    [
      'a majority that is usual',
      { ...GROWING, lastAgainstNormal: 10, ...MAJORITY, shareAgainstUsual: 1.2 },
      4,
    ],
    [
      'a majority of three people',
      { ...GROWING, lastAgainstNormal: 10, ...MAJORITY, manyCritics: false },
      4,
    ],
    ['a majority below level 4', { ...GROWING, ...MAJORITY }, 3],
    [
      'a majority of hardly more than usual, at night beside a huge post',
      { ...GROWING, ...POST, postAgainstUsual: 100, lastAgainstNormal: 2.9, ...MAJORITY },
      4,
    ],
    [
      'a majority of three times the usual beside it',
      { ...GROWING, ...POST, postAgainstUsual: 100, lastAgainstNormal: 3, ...MAJORITY },
      5,
    ],
  ])('%s', (_, evidence, level) => {
    expect(levelFor(evidence)).toBe(level)
  })
})

describe('the checklist', () => {
  const states = (some: Partial<Evidence>) =>
    Object.fromEntries(
      checklist({ ...CALM, ...some }, DEFAULT_POLICY).map((check) => [check.name, check.state]),
    )

  test('says met, not met, or what cannot be seen', () => {
    expect(
      states({
        ...GROWING,
        ...POST,
        postAgainstUsual: 12,
        articles: undefined,
        nationalMedia: undefined,
      }),
    ).toEqual({
      'score-watch': 'met',
      'post-above-norm': 'met',
      'score-warn': 'met',
      'post-rule': 'met',
      'slow-rule': 'unseen',
      'day-rule': 'not-met',
      'topic-rule': 'unseen',
      'sustained-and-growing': 'met',
      'second-channel': 'unseen',
      'press-article': 'unseen',
      'post-times-10': 'met',
      'negatives-times-10': 'not-met',
      'shared-call-to-act': 'unseen',
      'press-articles-3': 'unseen',
      'post-times-100': 'not-met',
      'critics-majority': 'not-met',
      'arousal-on-channels': 'unseen',
      'negatives-times-50': 'unseen',
      'lead-story': 'unseen',
    })
  })

  test('national media are counted, and cannot be seen without a source of articles', () => {
    const row = (nationalMedia: number | undefined) =>
      checklist({ ...CALM, nationalMedia }, DEFAULT_POLICY).find(
        ({ name }) => name === 'lead-story',
      )
    expect(row(2)).toMatchObject({ level: 6, state: 'not-met', seen: 2, needed: 3 })
    expect(row(3)).toMatchObject({ state: 'met' })
    expect(row(undefined)).toMatchObject({ state: 'unseen', wouldShow: 'rss' })
    expect(levelFor({ nationalMedia: 9 })).toBe(0)
  })

  test('what is unseen is never met, and names what would show it', () => {
    const blind = {
      score: undefined,
      lastAgainstNormal: undefined,
      negativeShare: undefined,
      shareAgainstUsual: undefined,
      articles: undefined,
      nationalMedia: undefined,
    }
    const checks = checklist({ ...CALM, ...blind }, DEFAULT_POLICY)
    expect(levelOf(checks)).toBe(0)
    for (const check of checks.filter((one) => one.state === 'unseen'))
      expect(check.wouldShow).toBeTruthy()
    expect(checks.find((one) => one.name === 'score-warn')?.state).toBe('unseen')
  })

  test('shows what was seen and what would be needed', () => {
    const checks = checklist({ ...CALM, score: 0.6 }, DEFAULT_POLICY)
    expect(checks[0]).toEqual({
      level: 1,
      name: 'score-watch',
      state: 'met',
      seen: 0.6,
      needed: 0.55,
    })
  })
})
