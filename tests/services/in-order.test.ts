import { describe, expect, test } from 'vitest'
import { inOrder, type Scored } from '../../services/scoring/in-order.ts'
import type { Batch, Commit } from '../../shared/edge/bus.ts'

const GROUP = 'g'

/** A batch whose records are named by the instants at which they became known. */
function batch(topic: string, from: number, instants: readonly number[], endOffset: number): Batch {
  const records = instants.map((at, i) => ({
    offset: from + i,
    key: 'k',
    value: new Uint8Array([at]),
    appendedAt: 0,
  }))
  return { topic, partition: 0, records, nextOffset: from + instants.length, endOffset }
}

/** A record at this instant or above is a mark for the ones below it. */
const MARK_FROM = 100

function merging(
  patienceMs = 60_000,
  ends: Readonly<Record<string, number>> = {},
  markedTopic?: string,
) {
  const committed: Record<string, number> = {}
  const published: string[] = []
  const commits: Commit[] = []
  const order = inOrder({
    group: GROUP,
    topics: ['mentions', 'engagement'],
    score: ({ topic, records }) =>
      records.map(({ value }): Scored => {
        const at = value![0]!
        if (at > MARK_FROM) return { at: at - MARK_FROM, append: undefined }
        return { at, append: { topic: 'observations', key: 'k', value: `${topic[0]}${at}` } }
      }),
    commit: async (commit) => {
      commits.push(commit)
      committed[commit.topic] = commit.offset
      for (const { value } of commit.outputs ?? []) published.push(String(value))
    },
    behind: async (topic) => (ends[topic] ?? 0) > (committed[topic] ?? 0),
    markedTopic,
    patienceMs,
  })
  return { order, published, commits }
}

test('two topics of a backlog are one stream in the order of knowing', async () => {
  const { order, published, commits } = merging(60_000, { mentions: 6, engagement: 3 })
  const taken = [
    order.take(batch('mentions', 0, [1, 2, 3, 9], 6)),
    order.take(batch('engagement', 0, [2, 4, 8], 3)),
  ]
  await Promise.all(taken)
  expect(published).toEqual(['m1', 'm2', 'e2', 'm3', 'e4', 'e8', 'm9'])
  await order.take(batch('mentions', 4, [10, 11], 6))
  expect(published.slice(7)).toEqual(['m10', 'm11'])
  expect(commits.filter(({ topic }) => topic === 'mentions').at(-1)?.offset).toBe(6)
  expect(commits.filter(({ topic }) => topic === 'engagement').at(-1)?.offset).toBe(3)
})

test('a batch waits while the other topic has more, and what went out is committed meanwhile', async () => {
  const { order, published, commits } = merging(60_000, { mentions: 4, engagement: 2 })
  const early = order.take(batch('mentions', 0, [1, 2], 10))
  const late = order.take(batch('engagement', 0, [1, 7], 2))
  await early
  expect(published).toEqual(['m1', 'e1', 'm2'])
  expect(commits.find(({ topic }) => topic === 'engagement')?.offset).toBe(1)
  const more = order.take(batch('mentions', 2, [3, 8], 4))
  await Promise.all([late, more])
  expect(published).toEqual(['m1', 'e1', 'm2', 'm3', 'e7', 'm8'])
})

test('an empty topic holds nobody up, and an empty batch is no record', async () => {
  const { order, published, commits } = merging(60_000, { mentions: 1 })
  await order.take(batch('engagement', 0, [], 0))
  await order.take(batch('mentions', 0, [5], 1))
  expect(published).toEqual(['m5'])
  expect(commits.map(({ topic }) => topic)).toEqual(['mentions'])
})

test('a topic that does not come holds nobody up for ever', async () => {
  const { order, published } = merging(1, { mentions: 2, engagement: 9 })
  await order.take(batch('mentions', 0, [5, 6], 2))
  expect(published).toEqual(['m5', 'm6'])
})

test('stopping lets go what waits and commits nothing of it', async () => {
  const { order, published, commits } = merging(60_000, { mentions: 1, engagement: 9 })
  const waiting = order.take(batch('mentions', 0, [5], 1))
  order.release()
  await waiting
  await order.take(batch('mentions', 1, [6], 2))
  expect(published).toEqual([])
  expect(commits).toEqual([])
})

test('a log that refuses ends the batches that were being written', async () => {
  const order = inOrder({
    group: GROUP,
    topics: ['mentions'],
    score: ({ records }) =>
      records.map(() => ({ at: 1, append: { topic: 'observations', key: 'k', value: '' } })),
    commit: () => Promise.reject(new Error('disk full')),
    behind: async () => false,
  })
  await expect(order.take(batch('mentions', 0, [1], 1))).rejects.toThrow('disk full')
})

test('a log that cannot say what is still to come ends the batch at hand, and the next one is taken', async () => {
  const answers = [() => Promise.reject(new Error('out of reach')), async () => false]
  const published: string[] = []
  const order = inOrder({
    group: GROUP,
    topics: ['mentions', 'engagement'],
    score: ({ records }) =>
      records.map(() => ({ at: 1, append: { topic: 'observations', key: 'k', value: 'm' } })),
    commit: async ({ outputs = [] }) => {
      published.push(...outputs.map(({ value }) => String(value)))
    },
    behind: () => answers.shift()!(),
  })
  await expect(order.take(batch('mentions', 0, [1], 1))).rejects.toThrow('out of reach')
  await order.take(batch('mentions', 0, [1], 1))
  expect(published).toEqual(['m'])
})

describe('where the parts of one append are seen one by one', () => {
  test('engagement waits for the mentions or the mark that are written after it', async () => {
    const { order, published } = merging(60_000, {}, 'mentions')
    const counts = order.take(batch('engagement', 0, [3, 8], 2))
    await order.take(batch('mentions', 0, [2, 5, MARK_FROM + 9], 3))
    await counts
    expect(published).toEqual(['m2', 'e3', 'm5', 'e8'])
  })

  test('mentions wait for no engagement: theirs is there', async () => {
    const { order, published } = merging(60_000, {}, 'mentions')
    await order.take(batch('mentions', 0, [2, 5], 2))
    expect(published).toEqual(['m2', 'm5'])
  })

  test('a mark that never comes is not waited for longer than patience', async () => {
    const { order, published } = merging(20, {}, 'mentions')
    await order.take(batch('engagement', 0, [3], 1))
    expect(published).toEqual(['e3'])
  })
})
