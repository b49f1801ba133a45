import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, foldUnit, isPlainPair } from '../../shared/core/fold.ts'
import { foldSlowly } from '../harness/fold-generators.ts'

const SEED = 20_260_302

describe('a unit by itself', () => {
  test.each([
    ['a', 'a'],
    ['A', 'a'],
    ['ü', 'ue'],
    ['Ü', 'ue'],
    ['ß', 'ss'],
    ['\u200b', ''],
    ['™', ' '],
    ['–', '–'],
    ['東', '東'],
    ['한', '한'],
    ['Ж', 'ж'],
  ])('%j folds to %j wherever it stands', (unit, folded) => {
    expect(foldUnit(unit.charCodeAt(0))).toBe(folded)
  })

  test.each(['\u0308', '\u3099', '\u1161', '\u11ab', '\ud83d', '\udd25', '\uff9e', '\u093f'])(
    '%j depends on its neighbours',
    (unit) => {
      expect(foldUnit(unit.charCodeAt(0))).toBeUndefined()
    },
  )

  test('a text of such units is folded unit by unit', () => {
    const settled: number[] = []
    for (let unit = 0; unit < 0x10000; unit++) if (foldUnit(unit) !== undefined) settled.push(unit)
    expect(settled.length).toBeGreaterThan(58_000)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...settled), { maxLength: 30 }), (units) => {
        const alone = units.map((unit) => foldUnit(unit)).join('')
        expect(foldText(String.fromCharCode(...units))).toBe(alone)
        expect(foldSlowly(String.fromCharCode(...units))).toBe(alone)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  test('a plain pair folds to itself, in every text', () => {
    for (let codePoint = 0x1f000; codePoint < 0x20000; codePoint++) {
      const pair = String.fromCodePoint(codePoint)
      if (!isPlainPair(pair.charCodeAt(0), pair.charCodeAt(1))) continue
      if (foldSlowly(pair) !== pair) throw new Error(`U+${codePoint.toString(16)} is not plain`)
    }
    expect(isPlainPair(0xd83d, 0xde21)).toBe(true)
    expect(isPlainPair(0xd83d, Number.NaN)).toBe(false)
    expect(isPlainPair(0xd83d, 0x61)).toBe(false)
    expect(isPlainPair(0xd835, 0xdc00)).toBe(false)
  })
})
