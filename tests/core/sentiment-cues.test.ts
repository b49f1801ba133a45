import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namesOf } from '../../shared/core/sentiment/classes.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { targetTerms } from '../../shared/core/sentiment/target-terms.ts'
import { cueTable } from '../../shared/core/sentiment/touchpoints.ts'
import { loadModel } from '../../shared/edge/sentiment-files.ts'

const scorer = createScorer(loadModel())

test('the touchpoint that is named most comes first for whoever asks fast, of equals the first', () => {
  const main = (text: string) =>
    namesOf(scorer.scoreFast(text, 'de').mainTouchpoint, scorer.touchpointNames)
  const bill =
    'Keine Antwort von der Hotline. Die Rechnung ist falsch, und jetzt Mahnung und Gebühr'
  expect(main(bill)).toEqual(['billing'])
  expect(scorer.score(bill, 'de').touchpoints).toContain('hotline')
  expect(main('Hotline oder Rechnung, beides daneben')).toEqual(['hotline'])
  expect(main('Ganz ohne Bezug')).toEqual([])
})

describe('the words that decided', () => {
  test('stand beside their classes and touchpoints', () => {
    const { classes, touchpoints, cues } = scorer.score(
      'Störung seit Stunden, die Hotline schweigt. Ich gehe zum Anwalt!',
      'de',
    )
    expect(classes).toEqual(expect.arrayContaining(['legal', 'outage']))
    expect(touchpoints).toContain('hotline')
    expect(cues).toContainEqual({ text: 'Störung', classes: ['outage'] })
    expect(cues.find(({ text }) => text === 'Anwalt')?.classes).toEqual(['legal'])
    expect(cues.find(({ text }) => text === 'Hotline')?.touchpoints).toEqual(['hotline'])
  })

  test('nothing is said without a word for it, and a word for everything that is said', () => {
    const words = fc.constantFrom(
      'Störung',
      'Hotline',
      'nicht',
      'danke',
      '🙄',
      '?',
      'scam',
      'RT bitte',
      'Rechnung',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.constantFrom('de', 'en'), (all, lang) => {
        const { classes, touchpoints, cues } = scorer.score(all.join(' '), lang)
        expect(new Set(cues.flatMap((cue) => cue.classes ?? []))).toEqual(new Set(classes))
        expect(new Set(cues.flatMap((cue) => cue.touchpoints ?? []))).toEqual(new Set(touchpoints))
      }),
      { numRuns: 60 },
    )
  })

  test('a brand adds its own and takes others out, for itself alone', () => {
    const text = 'Störung! Funkloch am Gepäckband, und die Hotline schweigt.'
    const cues = cueTable({
      classes: { outage: { add: ['Funkl*'], remove: ['störung'] } },
      touchpoints: {
        airport: { add: ['gepäckband'], remove: [] },
        hotline: { add: [], remove: ['Hotline'] },
      },
    })
    const about = { terms: targetTerms(['Acme']), cues }
    const own = scorer.score(text, 'de', 'post', about)
    expect(own.cues).toContainEqual({ text: 'Funkloch', classes: ['outage'] })
    expect(own.cues.map((cue) => cue.text)).not.toContain('Störung')
    expect(own.classes).toContain('outage')
    expect(own.touchpoints).toEqual(['airport'])
    const fast = scorer.scoreFast(text, 'de', 'post', about)
    expect(namesOf(fast.touchpoints, cues.touchpointNames)).toEqual(['airport'])
    expect(scorer.score(text, 'de').touchpoints).toEqual(['hotline'])
    expect(own.negative).toBe(scorer.score(text, 'de').negative)
  })
})
