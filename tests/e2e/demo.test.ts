/** `npm start` without a configuration, as a newcomer sees it: the storm is caught, a mail lands, nothing is told twice. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Delivery, Notification } from '../../shared/core/alert.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { DEMO_NOTIFICATION_IDS, DEMO_STORM_IDS } from '../harness/demo-golden.ts'
import { type DemoProcess, outboxOf, startDemo } from '../harness/demo-process.ts'
import { eventually } from '../harness/eventually.ts'

interface StormView {
  readonly id: string
  readonly brandId: string
  readonly kind: string
  readonly peakLevel: number
  readonly status: string
  readonly touchpoints: readonly string[]
}

const MINUTES = 60_000
let dataDir: string
const running: DemoProcess[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sturmwarte-demo-'))
})

afterEach(async () => {
  for (const demo of running.splice(0)) await demo.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(speed: number): Promise<DemoProcess> {
  const demo = await startDemo(dataDir, speed)
  running.push(demo)
  return demo
}

const storms = async (demo: DemoProcess) =>
  (await demo.get<{ storms: StormView[] }>('/api/v1/storms')).storms

/** What the whole recording leads to, however often it is interrupted. */
async function playedOut(demo: DemoProcess): Promise<StormView[]> {
  const withinMs = 5 * MINUTES
  const over = async () => {
    const found = await storms(demo)
    const done = found.length > 0 && found.every(({ status }) => status === 'resolved')
    return done ? found : undefined
  }
  return eventually('every storm is over', over, { withinMs })
}

test('one complaint is caught at level 3 and a mail lands; praise and advertising alarm nobody', {
  timeout: 6 * MINUTES,
}, async () => {
  const demo = await start(12_000)
  expect(demo.said()).toMatch(/RECORDING/)
  const storm = await eventually('a storm has reached level 3', async () =>
    (await storms(demo)).find(({ kind, peakLevel }) => kind === 'storm' && peakLevel >= 3),
  )
  expect(storm).toMatchObject({ brandId: 'kornblum', kind: 'storm' })
  expect(storm.touchpoints[0]).toBe('billing')
  const [first] = await eventually('a mail lies in the outbox', () =>
    outboxOf(dataDir).length > 0 ? outboxOf(dataDir) : undefined,
  )
  expect(readFileSync(join(dataDir, 'outbox', first!), 'utf8')).toMatch(/^Subject: /m)
  const all = await playedOut(demo)
  expect(all.filter(({ kind }) => kind === 'storm').map(({ brandId }) => brandId)).toEqual([
    'kornblum',
  ])
  expect(all.filter(({ kind }) => kind === 'candystorm').map(({ brandId }) => brandId)).toEqual([
    'almgold',
  ])
})

/** What the log says was decided, and how often each message was sent or replaced by a newer one. */
async function toldIn(folder: string) {
  const bus = openSqliteBus({ path: join(folder, 'log.db'), clock: systemClock })
  const decided = new Set<string>()
  const sent = new Map<string, number>()
  const settled = new Set<string>()
  await readToEnd(bus, [TOPICS.notifications], 'start', ({ records }) => {
    for (const { value } of records) {
      const record = value && decodeJson<Notification | Delivery>(value)
      if (record?.type === 'notification') decided.add(record.notificationId)
      if (record?.type !== 'delivery') continue
      const { notificationId, outcome } = record
      settled.add(notificationId)
      if (outcome === 'sent') sent.set(notificationId, (sent.get(notificationId) ?? 0) + 1)
    }
  })
  await bus.close()
  return { decided: [...decided].sort(), settled: [...settled].sort(), sent }
}

test('killed in the middle and started again: the same storms, the same messages, none twice', {
  timeout: 10 * MINUTES,
}, async () => {
  const whole = await start(12_000)
  const wanted = (await playedOut(whole)).map(({ id }) => id).sort()
  await whole.kill('SIGTERM')
  running.length = 0
  const undisturbed = await toldIn(dataDir)
  rmSync(dataDir, { recursive: true, force: true })

  for (let kills = 0; kills < 2; kills++) {
    const broken = await start(12_000)
    const seen = outboxOf(dataDir).length
    await eventually('it has told something new', async () =>
      outboxOf(dataDir).length > seen || (await storms(broken)).length > kills ? true : undefined,
    )
    await broken.kill('SIGKILL')
    running.length = 0
  }
  const last = await start(12_000)
  expect((await playedOut(last)).map(({ id }) => id).sort()).toEqual(wanted)
  await last.kill('SIGTERM')
  running.length = 0

  const { decided, settled, sent } = await toldIn(dataDir)
  expect(wanted).toEqual(DEMO_STORM_IDS)
  expect(undisturbed.decided).toEqual(DEMO_NOTIFICATION_IDS)
  expect(decided).toEqual(DEMO_NOTIFICATION_IDS)
  expect([...sent].filter(([, times]) => times > 1)).toEqual([])
  // The storm's end is the last thing told; whatever came before it was sent or replaced by something newer.
  const open = decided.filter((id) => !settled.includes(id))
  expect(open.filter((id) => !id.includes('/resolved/'))).toEqual([])
  // A mail that was written while the process died may have its file without a record, never two files.
  expect(outboxOf(dataDir).length).toBeGreaterThanOrEqual(sent.size)
  expect(outboxOf(dataDir).length).toBeLessThanOrEqual(decided.length)
})

test('played to its end it begins anew, unless somebody still shows it', {
  timeout: 6 * MINUTES,
}, async () => {
  const first = await start(60_000)
  await eventually('the recording is played', () =>
    existsSync(join(dataDir, 'recording-played')) ? true : undefined,
  )
  const shown = (await storms(first)).length
  await expect(startDemo(dataDir, 100)).rejects.toThrow(/ended before it began/)
  expect((await storms(first)).length).toBe(shown)
  await first.kill('SIGTERM')
  running.length = 0
  const second = await start(100)
  expect(await storms(second)).toEqual([])
  expect(outboxOf(dataDir)).toEqual([])
})
