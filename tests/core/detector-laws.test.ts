/**
 * The laws of the fold: whatever the world does to the stream, the output is the same bytes. Each case is a story by
 * seed; the seed of a failure stands in its message.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { Observation } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { seededRandom } from '../harness/seeded-random.ts'
import { storyOf } from '../harness/story.ts'
import {
  closing,
  interleaved,
  play,
  redelivered,
  shuffled,
  type Unkindness,
  withOrigins,
} from '../harness/unkind.ts'

const RUNS = { numRuns: 60, seed: 20_260_302 } as const
const seeds = fc.integer({ min: 1, max: 1_000_000_000 })
const { grace } = DEFAULT_POLICY

/** Kind and unkind play of the same story must say the same. */
function law(
  unkind: (log: Observation[], random: () => number) => readonly Observation[],
  how: Unkindness = {},
): void {
  fc.assert(
    fc.property(seeds, (seed) => {
      const story = closing(storyOf(seed))
      const kind = play(withOrigins(story)).get('acme')
      const random = seededRandom(seed + 1)
      const told = play(unkind(story, random), random, how).get('acme')
      expect(told).toEqual(kind)
    }),
    RUNS,
  )
}

/** The policy of a story stands first and the closing tick last, whatever happens between. */
function shuffledStory(story: readonly Observation[], random: () => number): Observation[] {
  return withOrigins([story[0]!, ...shuffled(story.slice(1, -1), grace, random), story.at(-1)!])
}

describe('laws', () => {
  test('the stories have storms, levels, candystorms and late records in them', () => {
    const said = new Set<string>()
    for (let seed = 1; seed <= 60; seed++)
      for (const one of play(closing(storyOf(seed))).get('acme')!) {
        const { type, kind, change, late, phase } = JSON.parse(one)
        said.add(type === 'storm' ? `${kind} ${change}` : `reading ${phase}`)
        if (late > 0) said.add('late')
      }
    for (const needed of ['opened', 'level-raised', 'level-lowered', 'fading', 'ended'])
      expect(said).toContain(`storm ${needed}`)
    expect(said).toContain('candystorm opened')
    expect(said).not.toContain('late')
  })

  test('ticks only hurry', () => {
    law((story) => withOrigins(story), { ticks: 0.3 })
  })

  test('restarts are invisible', () => {
    law((story) => withOrigins(story), { restarts: 0.05 })
  })

  test('batches are invisible', () => {
    law((story) => withOrigins(story), { batch: 50 })
  })

  test('order within grace is irrelevant', () => {
    law(shuffledStory)
  })

  test('redelivery is harmless', () => {
    law((story, random) => redelivered(withOrigins(story), random))
  })

  test('all at once are harmless', () => {
    law((story, random) => redelivered(shuffledStory(story, random), random), {
      ticks: 0.1,
      restarts: 0.02,
      batch: 20,
    })
  })

  test('brands do not meet', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const brands = ['acme', 'bcme', 'constructor']
        const stories = brands.map((brand, i) => storyOf(seed + i, brand, 150))
        const all = play(closing(interleaved(...stories)))
        const end = closing(interleaved(...stories)).at(-1)!
        brands.forEach((brand, i) => {
          const alone = play([...broadcastsOf(stories, i), end]).get(brand)
          expect(all.get(brand)).toEqual(alone)
        })
      }),
      { ...RUNS, numRuns: 30 },
    )
  })

  test('a new policy holds from its place on, also over a restart', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const story = storyOf(seed)
        const policy = { ...DEFAULT_POLICY, tauWarn: 0.6, tauWatch: 0.3, minNegatives: 4 }
        const at = story[200]!.at
        const version: Observation = { type: 'policy', policyId: 'new', at, policy, brands: {} }
        const log = closing([...story.slice(0, 200), version, ...story.slice(200)])
        const random = seededRandom(seed)
        expect(play(log, random, { restarts: 0.05 }).get('acme')).toEqual(play(log).get('acme'))
      }),
      { ...RUNS, numRuns: 30 },
    )
  })
})

/** One brand's story with the broadcasts of all the others, as the log copies them into every partition. */
function broadcastsOf(stories: readonly Observation[][], mine: number): Observation[] {
  return interleaved(
    ...stories.map((story, i) =>
      i === mine ? story : story.filter((one) => detector.keyOf(one) === undefined),
    ),
  )
}
