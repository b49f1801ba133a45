/**
 * The embedded store: mentions and scores taken a CPU-second against the floor of bare inserts into the same file
 * format, and how long a page of a search over 100,000 mentions takes.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { indexText, searchTokens } from '../../shared/edge/search-tokens.ts'
import { openDatabase } from '../../shared/edge/sqlite.ts'
import type { SearchQuery, Store, StoreChange } from '../../shared/edge/store.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import type { BenchRow } from './row.ts'

const MENTIONS = 100_000
const BATCH = 500
const T0 = 1_772_532_000_000

/** About 20 s. */
export async function benchStore(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-bench-'))
  try {
    const batches = Array.from({ length: MENTIONS / BATCH }, (_, i) => batchOf(i * BATCH))
    const stems = measureStems(batches)
    const floor = measureFloor(join(folder, 'floor.sqlite'), batches)
    const store = openSqliteStore({ path: join(folder, 'store.sqlite') })
    const together = await measureApply(store, batches)
    const rows: BenchRow[] = [
      { name: 'store: bare rows and index, the floor', value: floor, unit: 'mentions/CPU-s' },
      {
        name: 'store: apply mention and score',
        value: together,
        unit: 'mentions/CPU-s',
        note: `${Math.round((100 * together) / floor)} % of the floor, batches of ${BATCH}`,
      },
      ...(await measureQuestions(store)),
      stems,
    ]
    await store.close()
    const apart = openSqliteStore({ path: join(folder, 'apart.sqlite') })
    const separately = batches.flatMap((batch) => [
      batch.filter((change) => change.type === 'mention'),
      batch.filter((change) => change.type === 'score'),
    ])
    rows.splice(2, 0, {
      name: 'store: apply mention, then score in a batch of its own',
      value: await measureApply(apart, separately),
      unit: 'mentions/CPU-s',
    })
    await apart.close()
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Once all words are known, which is before the last of the texts has been seen once. */
function measureStems(batches: readonly StoreChange[][]): BenchRow {
  const texts = batches
    .flat()
    .flatMap((change) => (change.type === 'mention' ? [change.document.text] : []))
  const cpuOf = (work: (text: string) => unknown): number => {
    const startedAt = process.cpuUsage()
    for (const text of texts) work(text)
    const { user, system } = process.cpuUsage(startedAt)
    return (user + system) / texts.length
  }
  const bare = (text: string) => searchTokens(text).join(' ')
  const first = cpuOf(indexText)
  cpuOf(bare)
  const [tokens, stems] = [cpuOf(bare), cpuOf(indexText)]
  return {
    name: 'store: stems of a text against its bare tokens',
    value: Math.round((100 * stems) / tokens) / 100,
    unit: 'x',
    note: `${stems.toFixed(1)} us against ${tokens.toFixed(1)} us; with words never seen, the first time, ${first.toFixed(1)} us`,
  }
}

/** What SQLite and libsql cost without a store: one row with a key, one document in the index. */
function measureFloor(path: string, batches: readonly StoreChange[][]): number {
  const db = openDatabase(path, { synchronous: 'normal' })
  db.exec(`PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE rows (n INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT, at INTEGER, p REAL);
    CREATE VIRTUAL TABLE found USING fts5(t, content='', contentless_delete=1, tokenize='ascii')`)
  const startedAt = process.cpuUsage()
  let n = 0
  for (const batch of batches) {
    db.transaction(() => {
      for (const change of batch) {
        if (change.type !== 'mention') continue
        const { id, text, publishedAt } = change.document
        db.run('INSERT INTO rows VALUES (?, ?, ?, ?, ?)', [++n, id, text, publishedAt, 0.5])
        db.run('INSERT INTO found (rowid, t) VALUES (?, ?)', [n, text])
      }
    })
  }
  const rate = perCpuSecond(startedAt)
  db.close()
  return rate
}

async function measureApply(store: Store, batches: readonly StoreChange[][]): Promise<number> {
  const startedAt = process.cpuUsage()
  for (const batch of batches) await store.apply(batch)
  return perCpuSecond(startedAt)
}

function perCpuSecond(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(startedAt)
  return Math.round((MENTIONS * 1e6) / (user + system))
}

async function measureQuestions(store: Store): Promise<BenchRow[]> {
  const p50 = async (name: string, ask: (i: number) => Promise<unknown>): Promise<BenchRow> => {
    const times: number[] = []
    for (let i = 0; i < 31; i++) {
      const startedAt = performance.now()
      await ask(i)
      times.push(performance.now() - startedAt)
    }
    times.sort((a, b) => a - b)
    return { name: `store: ${name}`, value: Math.round(times[15]! * 100) / 100, unit: 'ms p50' }
  }
  const search = (query: SearchQuery) => (i: number) =>
    store.search({ ...query, brandId: `brand${i % 20}` })
  const frequent = WORDS[0]!
  const tenth = { toAt: T0 + (MENTIONS / 10) * 50 }
  return [
    await p50('newest page of a brand', search({})),
    await p50('search, frequent word', search({ text: frequent })),
    await p50('search, two words', search({ text: `${frequent} ${WORDS[300]}` })),
    await p50('search, rare word', search({ text: WORDS[15_000]! })),
    await p50('search, phrase', search({ text: `"${frequent} ${WORDS[1]}"` })),
    await p50('search, frequent word, only negative', search({ text: frequent, minPNeg: 0.9 })),
    await p50('histogram of 100,000', () => store.histogram({}, 300_000)),
    await p50('terms of 10,000 found', () => store.terms(tenth, 50)),
  ]
}

let seed = 1
function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return seed / 2 ** 32
}

const WORDS = Array.from({ length: 20_000 }, () => {
  const letters = 'abcdefghijklmnoprstuvwzäöü'
  const length = 3 + Math.floor(random() * 8)
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')
})

/** Sentences of 8 to 27 words, 145 characters on average, few words often and many rarely. */
function sentence(): string {
  const words = Array.from({ length: 8 + Math.floor(random() * 20) }, () => {
    return WORDS[Math.floor(WORDS.length * random() ** 4)]!
  })
  return `${words[0]?.toUpperCase()} ${words.slice(1).join(' ')}.`
}

function batchOf(from: number): StoreChange[] {
  return Array.from({ length: BATCH }, (_, i) => mentionAndScore(from + i)).flat()
}

function mentionAndScore(i: number): StoreChange[] {
  const at = T0 + i * 50
  const id = `mastodon:https://example.social/users/u${i % 977}/statuses/1100120${i}`
  const brandId = `brand${i % 20}`
  return [
    {
      type: 'mention',
      document: {
        id,
        brandId,
        source: 'mastodon',
        kind: 'post',
        text: sentence(),
        lang: 'de',
        url: `https://example.social/@u${i % 977}/1100120${i}`,
        authorHandle: `@user${i % 5_000}`,
        authorFollowers: i % 1_000,
        authorKey: `k${i % 5_000}`,
        conversationId: null,
        inReplyTo: null,
        publishedAt: at,
        observedAt: at + 1_000,
        pNeg: null,
        deletedAt: null,
      },
    },
    { type: 'score', brandId, mentionId: id, pNeg: random(), lang: 'de', at: at + 1_000 },
  ]
}
