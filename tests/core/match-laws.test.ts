import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText } from '../../shared/core/fold.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import { someBrand, someBrands, someText } from '../harness/brand-generators.ts'
import { matchNaively } from '../harness/naive-matcher.ts'

const SEED = 20_260_302

describe('the matcher agrees with a naive one', () => {
  test('on brands and texts out of few parts', () => {
    let hits = 0
    fc.assert(
      fc.property(
        someBrands,
        fc.array(someText, { minLength: 5, maxLength: 5 }),
        (known, texts) => {
          const matcher = compileMatcher(known)
          for (const each of texts) {
            const found = matcher.match({ text: each })
            hits += found.length
            expect(found.map(({ brandId, terms }) => [brandId, ...terms])).toEqual(
              matchNaively(known, each),
            )
          }
        },
      ),
      { seed: SEED, numRuns: 1_500 },
    )
    expect(hits).toBeGreaterThan(1_000)
  })

  test('other spellings of the umlauts change nothing', () => {
    fc.assert(
      fc.property(someBrands, someText, (known, each) => {
        const { match } = compileMatcher(known)
        const found = match({ text: each })
        expect(match({ text: each.normalize('NFD') })).toEqual(found)
        expect(match({ text: each.replaceAll('ä', 'ae') })).toEqual(found)
        expect(match({ text: each.toUpperCase() })).toEqual(found)
        expect(match({ text: foldText(each) })).toEqual(found)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('an excluded word takes away its brand and no other', () => {
    fc.assert(
      fc.property(someBrands, someText, (known, each) => {
        const before = compileMatcher(known).match({ text: each })
        const excluding = known.map((one, i) => (i === 0 ? { ...one, exclude: ['Zeppelin'] } : one))
        const after = compileMatcher(excluding).match({ text: `${each} Zeppelin!` })
        const others = compileMatcher(known).match({ text: `${each} Zeppelin!` })
        expect(after).toEqual(others.filter(({ brandId }) => brandId !== 'b0'))
        expect(before.length).toBeGreaterThanOrEqual(0)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('one brand more changes nothing for the others', () => {
    fc.assert(
      fc.property(someBrands, someBrand, someText, (known, more, each) => {
        const alone = compileMatcher(known).match({ text: each })
        const together = compileMatcher([{ ...more, id: 'more' }, ...known]).match({ text: each })
        expect(together.filter(({ brandId }) => brandId !== 'more')).toEqual(alone)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})
