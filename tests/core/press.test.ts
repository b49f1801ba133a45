import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NATIONAL_MEDIA, nationalMedium } from '../../shared/core/press.ts'

const list = new Set(NATIONAL_MEDIA)

describe('national media', () => {
  test('are domains in small letters without www, each once, none within another', () => {
    expect(list.size).toBe(NATIONAL_MEDIA.length)
    for (const domain of NATIONAL_MEDIA) {
      expect(domain).toMatch(/^(?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
      expect(nationalMedium(domain.slice(domain.indexOf('.') + 1), list)).toBeUndefined()
    }
  })

  test('a host belongs to the domain that it lies in, and to no other', () => {
    const label = fc.stringMatching(/^[a-z0-9-]{1,8}$/)
    fc.assert(
      fc.property(
        fc.constantFrom(...NATIONAL_MEDIA),
        fc.array(label),
        label,
        (domain, above, other) => {
          expect(nationalMedium([...above, domain].join('.'), list)).toBe(domain)
          expect(nationalMedium(`${other}${domain}.${other}.example`, list)).toBeUndefined()
        },
      ),
    )
    expect(nationalMedium('', list)).toBeUndefined()
    expect(nationalMedium('...', list)).toBeUndefined()
  })
})
