import { describe, expect, test } from 'vitest'
import { addAuthors, emptyCrowd, fadeCrowd, loudFew, voicesOf } from '../../shared/core/crowd.ts'

/** Authors that said something so many times each, the last one first. */
const spoken = (...pairs: [author: number, mentions: number][]) =>
  pairs.toReversed().flatMap(([author, mentions]) => Array<number>(mentions).fill(author))

describe('a crowd', () => {
  test('nobody is known until somebody is', () => {
    const crowd = emptyCrowd()
    addAuthors(crowd, spoken([0, 12]), null)
    expect(voicesOf(crowd)).toEqual({ distinct: undefined, topShare: undefined })
  })

  test('those without a name count one each beside those with one', () => {
    const crowd = emptyCrowd()
    addAuthors(crowd, spoken([0, 3], [7, 6], [8, 1]), null)
    expect(voicesOf(crowd)).toEqual({ distinct: 5, topShare: 0.6 })
  })

  test('one loud author is one', () => {
    const crowd = emptyCrowd()
    for (let i = 0; i < 20; i++) addAuthors(crowd, spoken([7, 5]), null)
    expect(voicesOf(crowd)).toEqual({ distinct: 1, topShare: 1 })
  })

  test('an author speaks for two half-lives and is forgotten after four', () => {
    const crowd = emptyCrowd()
    addAuthors(crowd, spoken([7, 1]), null)
    const distinct = [0, 1, 2, 3, 4, 5].map(() => {
      const now = voicesOf(crowd).distinct
      fadeCrowd(crowd, 0.5)
      return now
    })
    expect(distinct).toEqual([1, 1, 1, 0, 0, 0])
    expect(crowd.authors.length).toBe(0)
  })

  test('fading step by step is fading at once', () => {
    const [steps, once] = [emptyCrowd(), emptyCrowd()]
    for (const crowd of [steps, once]) addAuthors(crowd, spoken([1, 900], [2, 300]), null)
    for (let i = 0; i < 8; i++) fadeCrowd(steps, 0.5)
    fadeCrowd(once, 0.5 ** 8)
    expect(voicesOf(steps)).toEqual(voicesOf(once))
  })

  test('a long time does not make weights too small to be read', () => {
    const crowd = emptyCrowd()
    for (let i = 0; i < 2_000; i++) {
      addAuthors(crowd, spoken([1, 3], [2 + i, 1]), null)
      fadeCrowd(crowd, 0.5)
    }
    expect(voicesOf(crowd).topShare).toBeCloseTo(0.75, 2)
    expect(crowd.authors.length).toBeLessThan(10)
  })

  test('the loudest 256 are kept', () => {
    const crowd = emptyCrowd()
    addAuthors(
      crowd,
      spoken(...Array.from({ length: 1_000 }, (_, i): [number, number] => [i + 1, 1 + (i % 7)])),
      null,
    )
    expect(crowd.authors.length).toBe(256)
    expect(Math.min(...crowd.weights)).toBe(6)
    expect(crowd.authors).toEqual([...crowd.authors].sort((a, b) => a - b))
  })

  test('a file may say how many there were', () => {
    const crowd = emptyCrowd()
    addAuthors(crowd, spoken(), 0)
    expect(voicesOf(crowd)).toEqual({ distinct: 0, topShare: undefined })
    addAuthors(crowd, spoken(), 12)
    expect(voicesOf(crowd).distinct).toBe(12)
  })
})

describe('few loud accounts', () => {
  const crowdOf = (...pairs: [author: number, mentions: number][]) => {
    const crowd = emptyCrowd()
    addAuthors(crowd, spoken(...pairs), null)
    return crowd
  }
  const others = (count: number) =>
    Array.from({ length: count }, (_, i): [number, number] => [100 + i, 1])

  test('are as few as wrote half of it, with their part', () => {
    const crowd = crowdOf([1, 9], [2, 8], [3, 5], ...others(14))
    expect(loudFew(crowd)).toEqual({ accounts: 3, share: 22 / 36 })
    fadeCrowd(crowd, 0.5)
    expect(loudFew(crowd)!.share).toBeCloseTo(22 / 36, 12)
  })

  test('are none where all say alike, where they are many, or a large part of a small crowd', () => {
    expect(loudFew(crowdOf(...others(12)))).toBeUndefined()
    const six = Array.from({ length: 6 }, (_, i): [number, number] => [1 + i, 4])
    expect(loudFew(crowdOf(...six, ...others(18)))).toBeUndefined()
    expect(loudFew(crowdOf([1, 4], [2, 4], [3, 1], [4, 1]))).toBeUndefined()
    expect(loudFew(emptyCrowd())).toBeUndefined()
  })

  test('those without a name are taken for many', () => {
    expect(loudFew(crowdOf([0, 12], [1, 7], ...others(3)))).toBeUndefined()
    expect(loudFew(crowdOf([0, 8], [1, 12], ...others(3)))).toEqual({ accounts: 1, share: 12 / 23 })
  })
})
