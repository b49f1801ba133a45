/** What the page reads of the log: from how far back, over damaged records, and the same after each start. */

import { expect, test } from 'vitest'
import type { Entity } from '../../shared/core/live.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import { newBus, type OpenedDashboard, openDashboard } from '../harness/dashboard-harness.ts'
import {
  acknowledged,
  delivery,
  notification,
  reading,
  stormEvent,
  T0,
} from '../harness/live-samples.ts'

const told = notification(T0 + 1)
const NIGHT = [
  reading(T0, { level: 2 }),
  stormEvent(T0, 'opened'),
  acknowledged(T0 + 5),
  told,
  delivery(told, T0 + 9),
  { type: 'source-status', source: 'rss', status: 'blind', observedAt: '2026-03-07T20:00:00Z' },
]

async function entities(opened: OpenedDashboard): Promise<Entity[]> {
  const parts = ['brands', 'storms', 'sources'].map(async (name) => {
    const { json } = await opened.request(`/api/v1/${name}`)
    return (json as Record<string, Entity[]>)[name] ?? []
  })
  return (await Promise.all(parts)).flat()
}

test('a new start shows the same as before', async () => {
  const bus = await newBus()
  const first = await openDashboard({ bus })
  await first.append(...NIGHT)
  await until('all is shown', async () => (await entities(first)).length === 4)
  const second = await openDashboard({ bus })
  await second.ready()
  expect(await entities(second)).toEqual(await entities(first))
  expect(await entities(second)).toContainEqual(expect.objectContaining({ status: 'acknowledged' }))
})

test('records that nobody should have written are told and left out', async () => {
  const opened = await openDashboard()
  const values = [
    ...['', 'not json', '7', 'null', '[]', '{}', '{"type":"reading"}', '{"type":"storm"}'],
    ...['{"type":"reading","brandId":"acme","at":"x"}', '{"type":"telling"}', '{"type":"note"}'],
    '{"type":"storm","brandId":"acme","stormId":"acme/x","at":1}',
    '{"type":"source-status","source":7}',
    '{"type":"mention","source":"',
    '{"type":"mention","source":"x","observedAt":"',
    '{"type":"__proto__"}',
  ]
  for (const topic of [TOPICS.readings, TOPICS.storms, TOPICS.notifications, TOPICS.mentions]) {
    await opened.bus.append(values.map((value) => ({ topic, key: 'acme', value })))
  }
  await opened.append(...NIGHT)
  await until('the night is shown', async () => {
    const shown = await entities(opened)
    return shown.some((one) => one.entity === 'storm' && one.status === 'acknowledged')
  })
  await opened.ready()
  expect((await opened.request('/metrics')).text).toMatch(
    /problems_total\{where="dashboard: a record of storms"\} [1-9]/,
  )
})

test('reads seven days back, and of provisional readings only the last minutes', async () => {
  const bus = await newBus()
  const provisional = reading(T0 + MINUTE_MS, { provisional: true, mentions: 99 })
  const started = async (laterMs: number) => {
    const opened = await openDashboard({ bus, logClock: manualClock(Date.now() + laterMs) })
    await opened.ready()
    return entities(opened)
  }
  const writer = await openDashboard({ bus })
  await writer.append(...NIGHT, provisional)
  const at = (shown: Entity[]) =>
    shown.flatMap((one) => (one.entity === 'brand' && one.reading ? [one.reading.at] : []))
  expect(at(await started(0))).toEqual([provisional.at])
  expect(at(await started(HOUR_MS))).toEqual([T0])
  const late = await started(8 * DAY_MS)
  expect(at(late)).toEqual([])
  expect(late.filter(({ entity }) => entity !== 'brand')).toEqual([])
})
