import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText } from '../../shared/core/fold.ts'
import { allCharacters, anyString, foldSlowly } from '../harness/fold-generators.ts'

const SEED = 20_260_302

describe('folding', () => {
  test('a folded character does not change, whichever it is', () => {
    const changing = allCharacters().filter((character) => {
      const folded = foldText(character)
      return foldText(folded) !== folded
    })
    expect(changing).toEqual([])
  })

  test('the fast way and the slow way agree on every character', () => {
    const different = allCharacters().filter(
      (character) => foldText(`x${character}x`) !== foldSlowly(`x${character}x`),
    )
    expect(different).toEqual([])
  })

  test('the fast way and the slow way agree on every text', () => {
    fc.assert(
      fc.property(anyString, (text) => foldText(text) === foldSlowly(text)),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  test('a folded text does not change', () => {
    fc.assert(
      fc.property(anyString, (text) => foldText(foldText(text)) === foldText(text)),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  test('every form of the same text folds alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const folded = foldText(text)
        expect(foldText(text.normalize('NFC'))).toBe(folded)
        expect(foldText(text.normalize('NFD'))).toBe(folded)
        expect(foldText(text.normalize('NFKC'))).toBe(folded)
        expect(foldText(text.normalize('NFKD'))).toBe(folded)
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  test('upper and lower case German folds alike', () => {
    const letters = fc.constantFrom(...'aäbcdeéfghijklmnoöpqrstuüvwxyzß .,-!?')
    fc.assert(
      fc.property(
        fc.array(letters).map((each) => each.join('')),
        (text) => {
          expect(foldText(text.toUpperCase())).toBe(foldText(text))
        },
      ),
      { seed: SEED },
    )
  })

  test('nothing invisible and no lone surrogate is left', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expect(foldText(text)).not.toMatch(/\p{Default_Ignorable_Code_Point}|\p{Surrogate}|[A-Z]/u)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  test('one call leaves nothing behind for the next', () => {
    expect(foldText('ä'.repeat(50))).toBe('ae'.repeat(50))
    expect(foldText('ä')).toBe('ae')
    expect(foldText('xä\u0301')).toBe('xae')
    expect(foldText('ä')).toBe('ae')
  })
})
