/** Every word and sentence that people read, in both languages. */
import { describe, expect, it } from 'vitest'
import type { Reason } from '../../shared/core/alert.ts'
import { formatAmount, formatNumber, formatPercent, formatSpan } from '../../shared/core/numbers.ts'
import { CLASSES } from '../../shared/core/sentiment/classes.ts'
import { TOUCHPOINTS } from '../../shared/core/sentiment/touchpoints.ts'
import { type Cause, type Level, PHASES } from '../../shared/core/storm.ts'
import {
  CHECK_NAMES,
  causeSentence,
  checkSentence,
  className,
  LANGUAGES,
  levelName,
  phaseName,
  reasonName,
  sourceName,
  touchpointName,
} from '../../shared/core/words.ts'

const LEVELS: readonly Level[] = [0, 1, 2, 3, 4, 5, 6]
const REASONS: readonly Reason[] = [
  'first',
  'level-raised',
  'escalated',
  'repeat',
  'acknowledged',
  'fading',
  'resolved',
  'test',
]
const POST: Cause = {
  kind: 'post',
  text: '',
  mentionId: 'facebook:1',
  source: 'facebook',
  seen: 1348,
  expected: 40,
  surprise: 12.5,
  likes: 1240,
  comments: 96,
  shares: 12,
  ageMin: 130,
}
const SHARE: Cause = { kind: 'share', text: '', seen: 96, expected: 36.2, surprise: 5.02 }

describe('names', () => {
  it('are those of the scale', () => {
    expect(LEVELS.map((level) => levelName(level, 'de')).join(' | ')).toBe(
      'Windstille | leiser Zug | schwache Brise | frische Brise | starker Wind | Sturm | Orkan',
    )
    expect(LEVELS.map((level) => levelName(level, 'en')).join(' | ')).toBe(
      'calm | light air | light breeze | fresh breeze | strong wind | storm | hurricane',
    )
  })

  it('exist for every phase, reason, touchpoint and class, and differ', () => {
    for (const language of LANGUAGES) {
      for (const names of [
        PHASES.map((phase) => phaseName(phase, language)),
        REASONS.map((reason) => reasonName(reason, language)),
        TOUCHPOINTS.map((name) => touchpointName(name, language)),
        CLASSES.map((name) => className(name, language)),
      ]) {
        expect(names.every((name) => name.length > 2)).toBe(true)
        expect(new Set(names).size).toBe(names.length)
      }
    }
    expect(touchpointName('billing', 'de')).toBe('Rechnung')
    expect(className('churn', 'en')).toBe('leaving')
  })

  it('fall back to what stands there, also for names of object members', () => {
    expect(touchpointName('Werksverkauf', 'de')).toBe('Werksverkauf')
    expect(sourceName('constructor', 'en')).toBe('constructor')
    expect(sourceName('mastodon/work', 'de')).toBe('Mastodon (work)')
    expect(sourceName('rss', 'en')).toBe('news and blogs')
  })
})

describe('cause sentences', () => {
  it('tell a growing post', () => {
    expect(causeSentence(POST, 'de')).toBe(
      'Ein Beitrag auf Facebook wächst schneller als 99,5 % der Beiträge seines Alters: 1.240 Likes, 96 Kommentare und 12-mal geteilt nach 2 Std. 10 Min.; üblich sind höchstens 40.',
    )
    expect(causeSentence(POST, 'en')).toBe(
      'A post on Facebook grows faster than 99.5% of posts of its age: 1,240 likes, 96 comments and 12 shares after 2 h 10 min; at most 40 are usual.',
    )
  })

  it('leave out what is unknown and count one as one', () => {
    const bare: Cause = { kind: 'post', text: '', seen: 1348, expected: 4.5, surprise: 9 }
    expect(causeSentence(bare, 'de')).toBe(
      'Ein Beitrag wächst schneller als 99,5 % der Beiträge seines Alters: 1.348 Interaktionen; üblich sind höchstens 4,5.',
    )
    expect(causeSentence({ ...bare, likes: 1, comments: 1 }, 'en', { postQuantile: 0.99 })).toBe(
      'A post grows faster than 99% of posts of its age: 1 like and 1 comment; at most 4.5 are usual.',
    )
  })

  it('tell crowds by share, volume, slow growth and topic', () => {
    expect(causeSentence(SHARE, 'de')).toBe(
      'In der letzten Stunde 96 kritische Erwähnungen, erwartet 36 (5,0 σ).',
    )
    expect(causeSentence(SHARE, 'en')).toBe(
      '96 critical mentions in the last hour, 36 expected (5.0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'volume' }, 'de')).toBe(
      'In der letzten Stunde 96 kritische Erwähnungen, üblich 36 (5,0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'volume' }, 'en')).toBe(
      '96 critical mentions in the last hour, 36 are usual (5.0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'slow' }, 'de')).toBe(
      'Die Kritik wächst seit Tagen: 96 kritische Erwähnungen, erwartet 36 (5,0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'slow' }, 'en')).toBe(
      'Criticism has been growing for days: 96 critical mentions, 36 expected (5.0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'topic', seen: 1 }, 'de')).toBe(
      'Ein einzelnes Thema häuft sich: 1 kritische Erwähnung, erwartet 36 (5,0 σ).',
    )
    expect(causeSentence({ ...SHARE, kind: 'topic' }, 'en')).toBe(
      'A single topic gathers: 96 critical mentions, 36 expected (5.0 σ).',
    )
  })

  it('never call praise critical', () => {
    const options = { kind: 'candystorm' } as const
    expect(causeSentence(SHARE, 'de', options)).toContain('96 lobende Erwähnungen')
    expect(causeSentence(SHARE, 'en', options)).toContain('96 praising mentions')
  })
})

describe('check sentences', () => {
  it('exist for every check of the level table, in both languages', () => {
    for (const name of CHECK_NAMES) {
      const de = checkSentence({ level: 2, name, state: 'met' }, 'de')
      const en = checkSentence({ level: 2, name, state: 'met' }, 'en')
      for (const text of [de, en]) expect(text).toMatch(/^\p{Lu}.{15,}\.$/u)
      expect(de).not.toBe(en)
      expect(de).not.toContain(name)
    }
    expect(CHECK_NAMES).toHaveLength(19)
  })

  it('write numbers in the unit of the check', () => {
    const numbers = { level: 3, state: 'not-met', seen: 1250, needed: 3 } as const
    expect(checkSentence({ ...numbers, name: 'score-warn', seen: 0.914, needed: 0.8 }, 'de')).toBe(
      'Sturmwert über der Warnschwelle, mit genug Belegen: 0,91 (nötig 0,80).',
    )
    expect(checkSentence({ ...numbers, name: 'press-articles-3' }, 'en')).toBe(
      'Several articles in press or blogs: 1,250 (needs 3).',
    )
    expect(
      checkSentence({ ...numbers, name: 'critics-majority', seen: 0.4, needed: 0.5 }, 'de'),
    ).toBe('Kritiker sind die Mehrheit aller Erwähnungen über drei Stunden: 40 % (nötig 50 %).')
    expect(checkSentence({ ...numbers, name: 'post-times-10', seen: 30.2, needed: 10 }, 'en')).toBe(
      "One post is, or will be, far larger than the brand's usual largest: 30× (needs 10×).",
    )
  })

  it('say what would show what cannot be seen', () => {
    const unseen = { level: 3, name: 'press-article', state: 'unseen', wouldShow: 'rss' } as const
    expect(checkSentence(unseen, 'de')).toBe(
      'Ein erster Artikel in Presse oder Blogs; nicht zu sehen ohne Nachrichten und Blogs.',
    )
    expect(checkSentence(unseen, 'en')).toBe(
      'A first article in press or blogs; cannot be seen without news and blogs.',
    )
    const absent = { ...unseen, wouldShow: 'words' }
    expect(checkSentence(absent, 'de')).toMatch(
      /; nicht zu sehen ohne die Texte der Erwähnungen\.$/,
    )
    const national = { level: 6, name: 'lead-story', state: 'met', seen: 3, needed: 3 } as const
    expect(checkSentence(national, 'en')).toBe(
      'National media with an article about it: 3 (needs 3).',
    )
    expect(checkSentence(national, 'de')).toBe(
      'Überregionale Medien mit einem Artikel darüber: 3 (nötig 3).',
    )
    expect(checkSentence({ ...unseen, wouldShow: 'polarity' }, 'de')).toMatch(/ der Erwähnungen\.$/)
    expect(checkSentence({ level: 5, name: 'own', state: 'unseen' }, 'en')).toBe(
      'Own; cannot be seen.',
    )
  })
})

describe('numbers', () => {
  it('are grouped and pointed as each language does', () => {
    expect(formatNumber(1240, 'de')).toBe('1.240')
    expect(formatNumber(1234567.891, 'en', 2)).toBe('1,234,567.89')
    expect(formatNumber(-4.5, 'de', 1)).toBe('−4,5')
    expect(formatNumber(-0.001, 'de', 1)).toBe('0,0')
    expect(formatNumber(999, 'en')).toBe('999')
    expect(formatNumber(Number.NaN, 'en')).toBe('–')
    expect(formatAmount(4, 'de')).toBe('4')
    expect(formatPercent(0.995, 'de')).toBe('99,5 %')
    expect(formatPercent(0.07, 'en')).toBe('7%')
  })

  it('span at most two units', () => {
    expect(formatSpan(45_000, 'de')).toBe('45 Sek.')
    expect(formatSpan(600_000, 'en')).toBe('10 min')
    expect(formatSpan(7_800_000, 'de')).toBe('2 Std. 10 Min.')
    expect(formatSpan(76 * 3_600_000, 'en')).toBe('3 days 4 h')
    expect(formatSpan(-5, 'en')).toBe('0 s')
  })
})
