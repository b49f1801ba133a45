/** Records, engagement, erasure and retention. */

import { expect, test } from 'vitest'
import type { Store, StoreChange } from '../../shared/edge/store.ts'
import { put, said, score, T0, thread, type Use } from './store-samples.ts'

export function recordTests(use: Use): void {
  const record = (id: string, at: number, body: string, brandId = 'acme'): StoreChange => ({
    type: 'record',
    record: { kind: 'storm', id, brandId, at, body },
  })

  test('records come newest first, each once, in its latest state', async () => {
    await use.apply([
      record('s1', T0, '1'),
      record('s2', T0 + 2, '2'),
      record('s3', T0 + 1, '3', 'z'),
    ])
    await use.apply([record('s1', T0 + 3, '1 later'), record('s2', T0 + 1, '2 earlier')])
    const bodies = async (query: Parameters<Store['records']>[1]) =>
      (await use.store.records('storm', query)).map((one) => one.body)
    expect(await bodies({})).toEqual(['1 later', '2', '3'])
    expect(await bodies({ brandId: 'acme' })).toEqual(['1 later', '2'])
    expect(await bodies({ fromAt: T0 + 2 })).toEqual(['1 later', '2'])
    expect(await bodies({ toAt: T0 + 3 })).toEqual(['2', '3'])
    expect(await bodies({ limit: 1 })).toEqual(['1 later'])
    expect(await use.store.records('reading', {})).toEqual([])
    expect((await use.store.records('storm', { limit: 1 }))[0]).toEqual({
      kind: 'storm',
      id: 's1',
      brandId: 'acme',
      at: T0 + 3,
      body: '1 later',
    })
  })

  test('the same id in another kind is another record', async () => {
    await use.apply([
      record('same', T0, 'storm'),
      {
        type: 'record',
        record: { kind: 'reading', id: 'same', brandId: 'acme', at: T0, body: 'r' },
      },
    ])
    expect((await use.store.records('reading', {})).map((one) => one.body)).toEqual(['r'])
    expect((await use.store.records('storm', {})).map((one) => one.body)).toEqual(['storm'])
  })
}

export function engagementTests(use: Use): void {
  test('engagement comes oldest first, each instant once, also before its mention', async () => {
    const point = (at: number, likes: number | null): StoreChange => ({
      type: 'engagement',
      point: { mentionId: 'm', brandId: 'acme', at, likes, comments: 1, shares: 0, views: null },
    })
    await use.apply([point(T0 + 2, 20), point(T0, null)])
    await use.apply([point(T0 + 1, 10), point(T0 + 2, 20)])
    const points = await use.store.engagement('acme', 'm')
    expect(points.map((one) => [one.at - T0, one.likes])).toEqual([
      [0, null],
      [1, 10],
      [2, 20],
    ])
    expect(points[1]).toEqual({
      mentionId: 'm',
      brandId: 'acme',
      at: T0 + 1,
      likes: 10,
      comments: 1,
      shares: 0,
      views: null,
    })
    expect(await use.store.engagement('zeta', 'm')).toEqual([])
    expect(await use.store.engagement('acme', 'other')).toEqual([])
  })
}

export function retentionTests(use: Use): void {
  const people = put(
    said('lena eins', { id: 'l1', authorKey: 'lena' }),
    said('lena zwei', { id: 'l2', authorKey: 'lena', brandId: 'zeta' }),
    said('otto eins', { id: 'o1', authorKey: 'otto' }),
    said('otto zwei', { id: 'o2', authorKey: 'otto' }),
  )

  test('erases one mention, or all of an author, once', async () => {
    await use.apply(people)
    expect(await use.store.erase({ authorKey: 'lena' }, T0 + 9)).toBe(2)
    expect(await use.store.erase({ mentionId: 'o1' }, T0 + 9)).toBe(1)
    await use.refresh()
    expect(await use.store.erase({ authorKey: 'lena' }, T0 + 9)).toBe(0)
    expect(await use.store.erase({ mentionId: 'o1' }, T0 + 9)).toBe(0)
    expect(await use.store.erase({ mentionId: 'nobody' }, T0 + 9)).toBe(0)
    expect(await use.found({ text: 'lena' })).toEqual([])
    expect(await use.found({ text: 'otto' })).toEqual(['o2'])
    const erased = await use.store.mention('zeta', 'l2')
    expect(erased).toMatchObject({ text: '', authorKey: null, url: null, deletedAt: T0 + 9 })
    const counts = await use.store.histogram({}, 60_000)
    expect(counts).toEqual([{ at: T0, mentions: 4, negatives: 0 }])
  })

  test('removes what is older, of the kind named', async () => {
    await use.apply(thread(...Array.from({ length: 20 }, (_, i) => `wort${i}`)))
    await use.apply([
      ...['m3', 'm15'].map((mentionId): StoreChange => {
        const counts = { likes: 1, comments: 0, shares: 0, views: null }
        return { type: 'engagement', point: { mentionId, brandId: 'acme', at: T0, ...counts } }
      }),
      { type: 'record', record: { kind: 'reading', id: 'r', brandId: 'acme', at: T0, body: '' } },
      { type: 'record', record: { kind: 'storm', id: 's', brandId: 'acme', at: T0, body: '' } },
      score(0.5, T0, 'never-came'),
    ])
    const olderThan = T0 + 10_000
    expect(await use.store.retain([{ kind: 'mention', olderThan }])).toBe(10)
    await use.refresh()
    expect(await use.found({})).toHaveLength(10)
    expect(await use.found({ text: 'wort3' })).toEqual([])
    expect(await use.found({ text: 'wort10' })).toEqual(['m10'])
    expect(await use.store.mention('acme', 'm3')).toBeUndefined()
    expect(await use.store.engagement('acme', 'm3')).toEqual([])
    expect(await use.store.engagement('acme', 'm15')).toHaveLength(1)
    expect(await use.store.records('reading', {})).toHaveLength(1)
    expect(await use.store.retain([{ kind: 'reading', olderThan }])).toBe(1)
    await use.refresh()
    expect(await use.store.records('reading', {})).toEqual([])
    expect(await use.store.records('storm', {})).toHaveLength(1)
    expect(await use.store.retain([{ kind: 'mention', olderThan }])).toBe(0)
  })
}
