import { describe, expect, test } from 'vitest'
import {
  bySpelling,
  maskedSpelling,
  signOf,
  spellingOf,
} from '../../shared/core/sentiment/spelling.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'

/** More than two generations hold. */
const MANY = 20_000

function readMany(): void {
  for (let from = 0; from < MANY; from += 500)
    tokenise(Array.from({ length: 500 }, (_, i) => `wort${from + i}`).join(' '))
}

describe('spellings', () => {
  test('a layer asks once for a spelling, and again after so many others that it left', () => {
    let asked = 0
    const lengthOf = bySpelling(({ key }) => {
      asked++
      return { length: key.length }
    })
    expect([lengthOf(spellingOf('Größe')), lengthOf(spellingOf('Größe'))]).toEqual([
      { length: 7 },
      { length: 7 },
    ])
    expect(asked).toBe(1)
    readMany()
    expect(lengthOf(spellingOf('Größe'))).toEqual({ length: 7 })
    expect(asked).toBe(2)
  })

  test('layers do not see one another, and neither do words and signs', () => {
    const one = bySpelling(({ key }) => ({ one: key }))
    const two = bySpelling(({ key }) => ({ two: key }))
    expect([one(spellingOf('xd')), two(spellingOf('xd')), one(signOf('xd'))]).toEqual([
      { one: 'xd' },
      { two: 'xd' },
      { one: 'xd' },
    ])
    expect(signOf('xd').raw).toBe('')
    expect(spellingOf('xd').raw).toBe('xd')
  })

  test('what was read before changes no token', () => {
    const text = 'Toooll, SCH***ß Größe größe #NieWieder 👍 don’t x'.concat('y'.repeat(40))
    const read = () => {
      const { spellings, ...tokens } = tokenise(text)
      return { ...tokens, spelled: spellings.map(({ raw, key, short }) => [raw, key, short]) }
    }
    const first = read()
    readMany()
    expect(read()).toEqual(first)
    expect(first.keys.slice(0, 3)).toEqual(['tooll', ',', 'sch***ss'])
    expect(first.spelled[0]).toEqual(['Toooll', 'tooll', 'toll'])
  })

  test('a masked spelling is not drawn out', () => {
    expect(maskedSpelling('sch***').short).toBe('')
  })
})
