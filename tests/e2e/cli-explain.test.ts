import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Detected } from '../../shared/core/detector.ts'
import { openStoreHere, storeSettings } from '../../shared/edge/store-open.ts'
import { buildCli, cli } from '../harness/cli.ts'
import { detect, stormsOf, timeline } from '../harness/timeline.ts'

const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-explain-'))
const config = join(folder, 'sturmwarte.yaml')
const usual = { perMinute: 4, negative: 0.2 }
const angry = { perMinute: 40, negative: 0.8 }
const out = detect(
  timeline('acme', { from: 'Tue 08:00' })
    .steady('7d', usual)
    .surge('2h', angry)
    .steady('2h', usual),
)
const stormId = stormsOf(out)[0]?.stormId ?? ''

/** As the archive writes it. */
async function store(records: readonly Detected[]): Promise<void> {
  const opened = await openStoreHere(storeSettings({ kind: 'sqlite' }, join(folder, 'store.db')))
  await opened.apply(
    records.map((record, i) => ({
      type: 'record',
      record: {
        kind: record.type,
        id: `${record.type}/${i}`,
        brandId: 'acme',
        at: record.at,
        body: JSON.stringify(record),
      },
    })),
  )
  await opened.close()
}

beforeAll(async () => {
  await buildCli()
  writeFileSync(config, 'brands:\n  - { id: acme, names: [Acme] }\n')
  await store(out.filter((one) => one.type === 'storm' || !one.provisional))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const explain = (...more: readonly string[]) =>
  cli(['explain', ...more, '--config', config, '--data', folder])

describe('explain', () => {
  test('says of every change why, and recomputes its score', async () => {
    const { status, stdout, stderr } = await explain(stormId)
    expect([status, stderr]).toEqual([0, ''])
    const changes = stormsOf(out).filter((one) => one.stormId === stormId)
    expect(changes.length).toBeGreaterThan(2)
    expect(stdout.match(/^\d{4}-.* storm /gm)).toHaveLength(changes.length)
    expect(stdout.match(/recomputed: the same as stored/g)).toHaveLength(changes.length)
    expect(stdout).toContain('critical mentions in the last hour')
    const [, negatives = ''] = /: ([\d.,]+) negatives of /.exec(stdout) ?? []
    const [, least = ''] = /threshold below ([\d.,]+) negatives/.exec(stdout) ?? []
    expect(Number(least)).toBeGreaterThan(0)
    expect(Number(least)).toBeLessThan(Number(negatives))
  })

  test('speaks German', async () => {
    const { stdout } = await explain(stormId, '--lang', 'de')
    expect(stdout).toContain('kritische Erwähnungen')
  })

  test('another policy gives another score, and that is said', async () => {
    writeFileSync(
      config,
      'brands:\n  - { id: acme, names: [Acme] }\npolicy: { shareWeight: 0.5 }\n',
    )
    const { stdout } = await explain(stormId)
    expect(stdout).toContain('the policy has changed since')
    writeFileSync(config, 'brands:\n  - { id: acme, names: [Acme] }\n')
  })

  test('of a storm that is not there it says which there are', async () => {
    const { status, stderr } = await explain('acme/nothing')
    expect(status).toBe(2)
    expect(stderr).toContain(stormId)
  })

  test('without a store it says what to name', async () => {
    const { status, stderr } = await cli(['explain', stormId, '--data', join(folder, 'none')])
    expect([status, stderr]).toEqual([1, expect.stringContaining('--data')])
  })
})
