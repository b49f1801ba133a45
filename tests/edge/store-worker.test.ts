/** The store in its thread, from compiled files, as it runs in production. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../shared/edge/store.ts'
import { compiledUrl, compileInto } from '../harness/compiled.ts'
import { put, said, T0, thread } from '../harness/store-samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-worker-'))
let open: (options: { path: string }) => Promise<Store>

beforeAll(async () => {
  compileInto(folder, 'shared/edge/store-worker-main.ts')
  const compiled = compiledUrl(folder, 'shared/edge/store-worker.ts').href
  const module = (await import(/* @vite-ignore */ compiled)) as { openWorkerStore: typeof open }
  open = module.openWorkerStore
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('writes, answers and leaves the process free while it works', async () => {
  const store = await open({ path: join(folder, 'a.sqlite') })
  const texts = Array.from({ length: 2_000 }, (_, i) => `wort${i} und noch ein paar mehr davon`)
  let beats = 0
  const heart = setInterval(() => beats++, 1)
  const rejected = await Promise.all([
    store.apply(thread(...texts)),
    store.apply(put(said('schlecht', { publishedAt: Number.NaN }), said('gut'))),
  ])
  clearInterval(heart)
  expect(beats).toBeGreaterThan(3)
  expect(rejected[0]).toEqual([])
  expect(rejected[1]?.[0]?.reason).toMatch(/publishedAt/)
  expect(await store.mention('acme', 'mastodon:1')).toEqual(said('gut'))
  expect(await store.mention('acme', 'nobody')).toBeUndefined()
  expect((await store.search({ text: 'wort7' })).mentions.map((one) => one.id)).toEqual(['m7'])
  const counts = await store.histogram({ brandId: 'acme', toAt: T0 + 60_000 }, 60_000)
  expect(counts).toEqual([{ at: T0, mentions: 61, negatives: 0 }])
  expect(await store.retain([{ kind: 'mention', olderThan: T0 + 1_000_000 }])).toBe(1_001)
  await store.close()
  await store.close()
})

test('errors cross with name and message, and a closed store says so', async () => {
  const store = await open({ path: join(folder, 'b.sqlite') })
  await expect(store.search({ after: 'x' })).rejects.toMatchObject({
    name: 'RangeError',
    message: expect.stringMatching(/next/),
  })
  expect(await store.search({})).toEqual({ mentions: [] })
  await store.close()
  await expect(store.search({})).rejects.toThrow(/closed/)
})

test('a file that cannot be opened is told at opening', async () => {
  writeFileSync(join(folder, 'c.sqlite'), 'this is no database, '.repeat(100))
  await expect(open({ path: join(folder, 'c.sqlite') })).rejects.toMatchObject({
    name: 'DatabaseError',
    reason: 'damaged',
  })
})
