/** The embedded store: the contract, and what only a file can show. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../shared/edge/store.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { openWorkerStore } from '../../shared/edge/store-worker.ts'
import { storeContract } from '../harness/store-contract.ts'
import { deletion, put, said, T0, thread } from '../harness/store-samples.ts'

let folder = ''
let files = 0
const refresh = async (): Promise<void> => {}
const path = (): string => join(folder, `store-${files}.sqlite`)

beforeEach(() => {
  folder ||= mkdtempSync(join(tmpdir(), 'sturmwarte-store-'))
  files++
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  folder = ''
})

storeContract('the embedded store', async () => ({
  store: openSqliteStore({ path: path() }),
  refresh,
}))

test('run from source, the worker store is the same store in this thread', async () => {
  const store = await openWorkerStore({ path: path() })
  await store.apply(put(said('hallo')))
  expect(await store.mention('acme', 'mastodon:1')).toEqual(said('hallo'))
  await store.close()
  await expect(store.search({})).rejects.toMatchObject({ reason: 'closed' })
})

test('what was applied is there after a new start', async () => {
  const first = openSqliteStore({ path: path() })
  await first.apply(thread('eins', 'zwei'))
  await first.close()
  const second = openSqliteStore({ path: path() })
  await second.apply(thread('eins', 'drei'))
  const page = await second.search({ text: 'eins', brandId: 'acme' })
  expect(page.mentions.map((one) => one.id)).toEqual(['m0'])
  await second.close()
})

test('two connections see each other', async () => {
  const one = openSqliteStore({ path: path() })
  const other = openSqliteStore({ path: path() })
  await one.apply(put(said('hallo')))
  await other.apply(put(said('hallo', { id: 'b', brandId: 'zeta' })))
  expect((await one.search({ text: 'hallo' })).mentions).toHaveLength(2)
  expect((await one.search({ brandId: 'zeta' })).mentions[0]?.brandId).toBe('zeta')
  await one.close()
  await other.close()
})

test('a failed batch leaves nothing, and the store goes on', async () => {
  const store = openSqliteStore({ path: path() })
  const poisoned = put(said('hallo', { id: 'x', brandId: 'new' }))
  const trap = new Proxy(poisoned[0]!, {
    get(change, key) {
      if (key === 'document' && ++reads > 3) throw new Error('power cut')
      return Reflect.get(change, key)
    },
  })
  let reads = 0
  await expect(store.apply([...put(said('davor')), trap])).rejects.toThrow('power cut')
  expect((await store.search({})).mentions).toEqual([])
  expect(await store.apply(poisoned)).toEqual([])
  expect((await store.search({ brandId: 'new', text: 'hallo' })).mentions).toHaveLength(1)
  await store.close()
})

test('a thousand mentions of one instant page in order', async () => {
  const store = openSqliteStore({ path: path() })
  const ids = Array.from(
    { length: 1_000 },
    (_, i) => `i${String((i * 7) % 1_000).padStart(3, '0')}`,
  )
  await store.apply(put(...ids.map((id) => said('gleich', { id }))))
  expect(await everyPage(store, 64)).toEqual(ids.toSorted())
  await store.close()
})

async function everyPage(store: Store, limit: number): Promise<string[]> {
  const ids: string[] = []
  let page = await store.search({ text: 'gleich', limit })
  for (;;) {
    ids.push(...page.mentions.map((one) => one.id))
    if (page.next === undefined) return ids
    page = await store.search({ text: 'gleich', limit, after: page.next })
  }
}

test('after retention no byte of a deleted text is left in the files', async () => {
  const store = openSqliteStore({ path: path() })
  const filler = Array.from({ length: 400 }, (_, i) => `wort${i} und noch mehr`)
  await store.apply(thread(...filler))
  await store.apply(put(said('zzgeheim qqverrat', { authorHandle: '@xxheimlich' })))
  await store.apply([deletion(T0 + 1)])
  await store.retain([])
  const secrets = /zgeheim|qverrat|xheimlich/
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name)).toString('latin1'), name).not.toMatch(secrets)
  }
  expect((await store.search({ text: 'wort7' })).mentions).toHaveLength(1)
  await store.close()
})

test('a file in which words were indexed is indexed anew by stems', async () => {
  const { openDatabase } = await import('../../shared/edge/sqlite.ts')
  const before = openSqliteStore({ path: path() })
  const many = Array.from({ length: 1_500 }, (_, i) => said(`Rechnungen ${i}`, { id: `r${i}` }))
  await before.apply(put(...many, said('Rechnungen geheim', { id: 'gone' })))
  await before.apply([deletion(T0, 'gone')])
  await before.close()
  const db = openDatabase(path(), { synchronous: 'normal' })
  db.exec(`DELETE FROM found; PRAGMA user_version = 1;
    INSERT INTO found (rowid, tokens) SELECT n, 'old rechnungen' FROM mentions`)
  db.close()
  for (const opening of ['first', 'second']) {
    const store = openSqliteStore({ path: path() })
    const found = async (text: string) =>
      (await store.search({ text, limit: 1_000, brandId: 'acme' })).mentions.map((one) => one.id)
    expect(await found('rechnung 1234'), opening).toEqual(['r1234'])
    expect(await found('rechnung'), opening).toHaveLength(1_000)
    expect(await found('old'), opening).toEqual([])
    expect(await found('geheim'), opening).toEqual([])
    await store.close()
  }
})

test('a file of a newer version is refused in words', async () => {
  const { openDatabase } = await import('../../shared/edge/sqlite.ts')
  const db = openDatabase(path(), { synchronous: 'normal' })
  db.exec('PRAGMA user_version = 99')
  db.close()
  expect(() => openSqliteStore({ path: path() })).toThrow(/newer version/)
})
