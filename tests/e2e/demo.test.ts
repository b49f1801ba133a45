/** `npm start` without a configuration, as a newcomer sees it: the storm is caught, a mail lands, nothing is told twice. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DemoProcess, eventually, outboxOf, startDemo } from '../harness/demo-process.ts'

interface StormView {
  readonly id: string
  readonly brandId: string
  readonly kind: string
  readonly peakLevel: number
  readonly status: string
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
  return eventually(async () => {
    const found = await storms(demo)
    const done = found.length > 0 && found.every(({ status }) => status === 'resolved')
    return done ? found : undefined
  })
}

test('one complaint is caught at level 3 and a mail lands; praise and advertising alarm nobody', {
  timeout: 6 * MINUTES,
}, async () => {
  const demo = await start(12_000)
  expect(demo.said()).toMatch(/RECORDING/)
  const storm = await eventually(async () =>
    (await storms(demo)).find(({ kind, peakLevel }) => kind === 'storm' && peakLevel >= 3),
  )
  expect(storm).toMatchObject({ brandId: 'kornblum', kind: 'storm' })
  const [first] = await eventually(() =>
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

test('killed in the middle and started again: the same storms, the same mails, none twice', {
  timeout: 10 * MINUTES,
}, async () => {
  const whole = await start(12_000)
  const wanted = (await playedOut(whole)).map(({ id }) => id).sort()
  const mails = await eventually(() => settled())
  await whole.kill('SIGKILL')
  running.length = 0
  rmSync(dataDir, { recursive: true, force: true })

  for (let kills = 0; kills < 2; kills++) {
    const broken = await start(12_000)
    const seen = outboxOf(dataDir).length
    await eventually(async () =>
      outboxOf(dataDir).length > seen || (await storms(broken)).length > kills ? true : undefined,
    )
    await broken.kill('SIGKILL')
    running.length = 0
  }
  const last = await start(12_000)
  expect((await playedOut(last)).map(({ id }) => id).sort()).toEqual(wanted)
  await eventually(() => (outboxOf(dataDir).length >= mails.length ? true : undefined))
  expect(outboxOf(dataDir)).toEqual(mails)

  function settled(): string[] | undefined {
    const now = outboxOf(dataDir)
    return now.length > 0 ? now : undefined
  }
})

test('played to its end it begins anew, unless somebody still shows it', {
  timeout: 6 * MINUTES,
}, async () => {
  const first = await start(60_000)
  await eventually(() => (existsSync(join(dataDir, 'recording-played')) ? true : undefined))
  const shown = (await storms(first)).length
  await expect(startDemo(dataDir, 100)).rejects.toThrow(/ended before it began/)
  expect((await storms(first)).length).toBe(shown)
  await first.kill('SIGTERM')
  running.length = 0
  const second = await start(100)
  expect(await storms(second)).toEqual([])
  expect(outboxOf(dataDir)).toEqual([])
})
