/** Which known storms one is like: too early at first, then published ones and those of the house that have ended. */

import { describe, expect, test } from 'vitest'
import type { Likeness } from '../../shared/core/likeness.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { until } from '../harness/bus-recorder.ts'
import { type OpenedDashboard, openDashboard } from '../harness/dashboard-harness.ts'
import { reading, stormEvent, stormIdOf, T0 } from '../harness/live-samples.ts'

interface Answered {
  readonly state: string
  readonly compared: number
  readonly likest: readonly (Likeness & { readonly id: string; readonly startedAt?: number })[]
}

const cause = (channels: number) => ({
  ...{ kind: 'share' as const, text: '', seen: 96, expected: 36, surprise: 5 },
  talk: {
    channels: Array.from({ length: channels }, (_, i) => ({ source: `s${i}`, critics: 3 })),
  },
})
const cells = (from: number, brandId = 'acme') =>
  Array.from({ length: 60 }, (_, i) =>
    reading(from + (i + 1) * 5 * MINUTE_MS, { brandId, doublingTimeMin: 50 }),
  )
const DAYS_AGO = (days: number) => T0 - days * DAY_MS
const storm = (startedAt: number, change: 'opened' | 'ended', brandId = 'acme') =>
  stormEvent(startedAt + (change === 'ended' ? 5 * HOUR_MS : 0), change, {
    ...{ startedAt, brandId, causes: [cause(2)] },
  })
const PUBLISHED = 3

async function open(): Promise<
  OpenedDashboard & { readonly like: (id?: string) => Promise<Answered> }
> {
  const opened = await openDashboard()
  await opened.append(...cells(T0), storm(T0, 'opened'))
  const like = async (id = stormIdOf('acme')) =>
    (await opened.request(`/api/v1/storms/${encodeURIComponent(id)}/likeness`)).json as Answered
  await opened.ready()
  await until('the storm is known', async () => (await like()).state !== undefined)
  return { ...opened, like }
}

describe('a likeness', () => {
  test('is too early within the first hour; then published storms are compared', async () => {
    const opened = await open()
    opened.clock.moveTo(T0 + 59 * MINUTE_MS)
    expect(await opened.like()).toEqual({ state: 'too-early', compared: 0, likest: [] })
    opened.clock.moveTo(T0 + 5 * HOUR_MS)
    const { state, compared, likest } = await opened.like()
    expect([state, compared]).toEqual(['known', PUBLISHED])
    expect(likest[0]).toMatchObject({ id: 'german-2021', source: { de: expect.any(String) } })
    expect(likest[0]!.compared.map(({ feature }) => feature)).toEqual([
      'lead',
      'pace',
      'doublingMin',
    ])
    expect(likest[0]!.like).toBeCloseTo((1 + 1 + 50 / 60) / 4, 9)
  })

  test('to storms of this house that have ended, but not to false alarms or to open ones', async () => {
    const opened = await open()
    const [like, false_, running] = [DAYS_AGO(3), DAYS_AGO(2), DAYS_AGO(1)]
    await opened.append(
      ...cells(like, 'b/eta'),
      ...[storm(like, 'opened', 'b/eta'), storm(like, 'ended', 'b/eta')],
      ...[storm(false_, 'opened'), storm(false_, 'ended')],
      storm(running, 'opened', 'b/eta'),
    )
    const wrong = encodeURIComponent(stormIdOf('acme', false_))
    await until('the false alarm is known', async () => {
      const said = { verdict: 'false-alarm', by: 'Lena' }
      return (await opened.post(`/api/v1/storms/${wrong}/verdict`, said)).status === 202
    })
    opened.clock.moveTo(T0 + 5 * HOUR_MS)
    let answer: Answered | undefined
    await until('one of its own is compared', async () => {
      answer = await opened.like()
      return answer.compared === PUBLISHED + 1
    })
    const [first] = answer!.likest
    expect(first).toMatchObject({ id: stormIdOf('b/eta', like), startedAt: like })
    expect(first!.compared.map(({ feature, like }) => [feature, like])).toEqual([
      ...[
        ['lead', 1],
        ['pace', 1],
        ['doublingMin', 1],
        ['curve', 1],
        ['share', 1],
      ],
      ['channels', 1],
    ])
    expect(first!.like).toBe(6 / 7)
  })

  test('to storms that only the store remembers, and to none of them while it is down', async () => {
    const opened = await open()
    const at = DAYS_AGO(300)
    const record = (event: { readonly at: number; readonly brandId: string }, id: string) => ({
      ...{ brandId: event.brandId, at: event.at, id, body: JSON.stringify(event) },
    })
    await opened.store.apply([
      ...cells(at).map((one) => ({
        type: 'record' as const,
        record: { kind: 'reading' as const, ...record(one, `acme/${one.at}`) },
      })),
      ...[storm(at, 'opened'), storm(at, 'ended')].map((event) => ({
        type: 'record' as const,
        record: { kind: 'storm' as const, ...record(event, `${event.at}/${event.change}`) },
      })),
    ])
    opened.clock.moveTo(T0 + 5 * HOUR_MS)
    const { compared, likest } = await opened.like()
    expect(compared).toBe(PUBLISHED + 1)
    expect(likest[0]).toMatchObject({ id: stormIdOf('acme', at) })
    expect(likest[0]!.compared.some(({ feature }) => feature === 'curve')).toBe(true)
    await opened.store.close()
    expect((await opened.like()).compared).toBe(PUBLISHED)
  })

  test('of no storm is a 404', async () => {
    const opened = await openDashboard()
    expect((await opened.request('/api/v1/storms/none/likeness')).status).toBe(404)
  })
})
