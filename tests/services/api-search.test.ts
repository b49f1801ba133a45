/** Readings and mentions: from memory and from the store, and while the store is down. */

import { describe, expect, test } from 'vitest'
import type { Reading } from '../../shared/core/storm.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { until } from '../harness/bus-recorder.ts'
import { type OpenedDashboard, openDashboard, type Reply } from '../harness/dashboard-harness.ts'
import { openNight, POST, STORM } from '../harness/dashboard-night.ts'
import { reading, T0 } from '../harness/live-samples.ts'
import { put, said } from '../harness/store-samples.ts'

describe('readings', () => {
  const cell = (i: number) => reading(T0 - i * 5 * MINUTE_MS, { mentions: i })
  const ats = (reply: Reply) => (reply.json as { readings: Reading[] }).readings.map(({ at }) => at)
  const path = (fromAt: number, toAt = T0) =>
    `/api/v1/brands/acme/readings?fromAt=${fromAt}&toAt=${toAt}`

  async function openWithOlder(): Promise<OpenedDashboard> {
    const opened = await openDashboard()
    await opened.append(...[2, 1, 0].map(cell), reading(T0 + 30_000, { provisional: true }))
    await opened.store.apply(
      [5, 4, 3, 2].map((i) => ({
        type: 'record',
        record: {
          ...{ kind: 'reading', id: `acme/${cell(i).at}`, brandId: 'acme', at: cell(i).at },
          body: JSON.stringify(cell(i)),
        },
      })),
    )
    await opened.ready()
    await until(
      'the readings are known',
      async () => ats(await opened.request(path(T0))).length > 0,
    )
    return opened
  }

  test('come from memory and, before that, from the store, each once', async () => {
    const opened = await openWithOlder()
    const reply = await opened.request(path(T0 - DAY_MS))
    expect((reply.json as { readings: Reading[] }).readings).toEqual([5, 4, 3, 2, 1, 0].map(cell))
    expect(reply.json).toMatchObject({ complete: true })
    expect(ats(await opened.request(path(cell(4).at, cell(1).at)))).toEqual(
      [4, 3, 2, 1].map((i) => cell(i).at),
    )
    expect(ats(await opened.request(path(cell(4).at, cell(3).at)))).toEqual(
      [4, 3].map((i) => cell(i).at),
    )
  })

  test('need no store; the answer says that there may be more', async () => {
    const opened = await openWithOlder()
    await opened.store.close()
    const reply = await opened.request(path(T0 - DAY_MS))
    expect(reply.status).toBe(200)
    expect(ats(reply)).toEqual([2, 1, 0].map((i) => cell(i).at))
    expect(reply.json).toMatchObject({ complete: false })
  })
})

describe('mentions', () => {
  test('are found in pages; the key of an author stays inside', async () => {
    const opened = await openDashboard()
    const documents = Array.from({ length: 7 }, (_, i) =>
      said(`Rechnung ${i}`, { id: `m${i}`, publishedAt: T0 + i, authorKey: 'secretkey' }),
    )
    await opened.store.apply(put(...documents))
    const path = '/api/v1/brands/acme/mentions?text=rechnung&limit=5'
    const first = await opened.request(path)
    const { mentions, next } = first.json as { mentions: { id: string }[]; next: string }
    expect(mentions.map(({ id }) => id)).toEqual(['m6', 'm5', 'm4', 'm3', 'm2'])
    expect(first.text).not.toContain('secretkey')
    const second = await opened.request(`${path}&after=${encodeURIComponent(next)}`)
    expect(second.json).toMatchObject({ mentions: [{ id: 'm1' }, { id: 'm0' }] })
    expect(second.json).not.toHaveProperty('next')
    expect((await opened.request(`${path}&after=nonsense`)).status).toBe(400)
  })

  test('are out of reach while the store is down, and nothing else is', async () => {
    const opened = await openNight()
    await opened.store.close()
    for (const path of ['mentions', `mentions/${POST}`, 'histogram?stepMs=3600000', 'terms']) {
      const reply = await opened.request(`/api/v1/brands/acme/${path}`)
      expect([path, reply.status, reply.headers['retry-after']]).toEqual([path, 503, '5'])
      expect(reply.json).toMatchObject({ status: 503, detail: expect.stringContaining('all else') })
    }
    for (const path of [
      'brands',
      'storms',
      `storms/${STORM}/report`,
      'policy',
      'sources',
      'outbox',
    ]) {
      expect([path, (await opened.request(`/api/v1/${path}`)).status]).toEqual([path, 200])
    }
    const reply = await opened.post(`/api/v1/storms/${STORM}/acknowledge`, { by: 'Lena' })
    expect(reply.status).toBe(202)
  })

  test('cannot be searched where there is no store at all', async () => {
    const opened = await openDashboard({ store: undefined })
    expect((await opened.request('/api/v1/brands/acme/mentions')).status).toBe(503)
  })
})
