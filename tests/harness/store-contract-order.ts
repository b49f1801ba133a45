/** That repetition and disorder change nothing. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoreChange } from '../../shared/edge/store.ts'
import { deletion, put, said, score, T0, thread, type Use } from './store-samples.ts'

/** Two versions of three mentions with their scores, some deletions: all that can happen to a document. */
const story = fc
  .array(fc.record({ edited: fc.boolean(), deleted: fc.boolean(), moved: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((mentions) =>
    mentions.flatMap(({ edited, deleted, moved }, i): StoreChange[] => {
      const id = `s${i}`
      const first = said(`wort${i} anfang`, { id, publishedAt: T0 + i, observedAt: T0 + 10 })
      const second = {
        ...first,
        text: edited ? `wort${i} ende` : first.text,
        publishedAt: moved ? T0 + 5_000 : first.publishedAt,
        observedAt: T0 + 20,
      }
      return [
        ...put(first, second),
        score(0.2 + i / 10, T0 + 10, id),
        score(0.7 + i / 10, T0 + 20, id),
        ...(deleted ? [deletion(T0 + 30, id), deletion(T0 + 40, id)] : []),
      ]
    }),
  )

export function orderTests(use: Use, numRuns: number): void {
  /** The outcome under ids of its own, so that one store serves every run of a property. */
  async function outcome(batches: readonly StoreChange[][], brandId: string): Promise<unknown> {
    for (const batch of batches) {
      expect(await use.store.apply(batch.map((change) => ofBrand(change, brandId)))).toEqual([])
    }
    await use.refresh()
    const { mentions } = await use.store.search({ brandId, limit: 1_000 })
    return {
      mentions: mentions.map((one) => ({ ...one, brandId: '' })),
      begun: await use.found({ brandId, text: 'anfang' }),
      ended: await use.found({ brandId, text: 'ende' }),
      counts: await use.store.histogram({ brandId }, 1_000),
    }
  }

  test('neither order, nor batches, nor repetition change the documents', async () => {
    let runs = 0
    const disorder = story.chain((changes) =>
      fc.record({
        changes: fc.constant(changes),
        disturbed: fc.shuffledSubarray([...changes, ...changes], {
          minLength: changes.length * 2,
          maxLength: changes.length * 2,
        }),
        size: fc.integer({ min: 1, max: 9 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(disorder, async ({ changes, disturbed, size }) => {
        runs++
        const expected = await outcome([changes], `straight${runs}`)
        const batches = disturbed.flatMap((_, i) =>
          i % size === 0 ? [disturbed.slice(i, i + size)] : [],
        )
        expect(await outcome(batches, `disturbed${runs}`)).toEqual(expected)
      }),
      { numRuns },
    )
  })

  test('the same batch twice leaves the same documents', async () => {
    const batch = [...thread('eins', 'zwei'), score(0.9, T0, 'm0'), deletion(T0 + 9, 'm1')]
    const once = await outcome([batch], 'b1')
    expect(await outcome([batch, batch, batch.slice(0, 1)], 'b2')).toEqual(once)
  })
}

function ofBrand(change: StoreChange, brandId: string): StoreChange {
  if (change.type === 'mention') return { ...change, document: { ...change.document, brandId } }
  if (change.type === 'score' || change.type === 'deletion') return { ...change, brandId }
  return change
}
