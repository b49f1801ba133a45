/**
 * The embedded product, whole: a source, matching against 10,000 brand rules, the log, scoring, the fold, and every
 * mention stored and searchable, each part as it runs in `sturmwarte start`. Beside it the floor: the same lines
 * parsed and appended to the log, nothing else.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startArchiveThread } from '../../services/archive/thread.ts'
import { startIngest } from '../../services/ingest/service.ts'
import type { Source } from '../../services/ingest/source.ts'
import { startScoring } from '../../services/scoring/service.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { formatRecord, type Mention } from '../../shared/core/mention.ts'
import { parseLine } from '../../shared/core/parse.ts'
import { DEFAULT_POLICY, policyId } from '../../shared/core/policy.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { pseudonyms, readOrMakeKey } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { GROUPS, TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import type { BenchRow } from './row.ts'
import { costsBetween, type ThreadCosts, threadCpu } from './thread-cpu.ts'

const BRANDS = 10_000
const MENTIONS = 150_000
const BLOCK = 500

export async function benchPipeline(): Promise<BenchRow[]> {
  const lines = makeLines()
  const floor = await timed((folder) => appendOnly(folder, lines))
  const whole = await timed((folder) => runWhole(folder, lines))
  const { stored, storedMs, costs } = whole.result
  const perSecond = (ms: number) => (MENTIONS / ms) * 1_000
  return [
    { name: 'floor: parse and append', value: perSecond(floor.wallMs), unit: 'mentions/s' },
    {
      name: 'embedded, 10,000 rules, all matched, folded and stored',
      value: perSecond(storedMs),
      unit: 'mentions/s',
      note: '>= 15,000, aim 20,000; from the first line to the last row',
    },
    {
      name: 'embedded, with start, stop and a count of the store',
      value: perSecond(whole.wallMs),
      unit: 'mentions/s',
    },
    {
      name: 'embedded, per CPU-second (of two cores)',
      value: perSecond(whole.cpuMs),
      unit: 'mentions/CPU-s',
      note: 'start and stop included',
    },
    ...(costs ? costRows(costs) : []),
    { name: 'embedded against floor', value: floor.wallMs / storedMs, unit: 'ratio' },
    {
      name: 'stored and searchable at the end',
      value: stored,
      unit: 'mentions',
      note: `of ${MENTIONS}`,
    },
  ]
}

function costRows({ mainMs, workerMs, restMs }: ThreadCosts): BenchRow[] {
  const row = (name: string, ms: number, note?: string): BenchRow => ({
    name: `CPU a mention: ${name}`,
    value: (ms * 1_000) / MENTIONS,
    unit: 'microseconds',
    ...(note ? { note } : {}),
  })
  return [
    row('main thread', mainMs, 'ingest, log, scoring, fold'),
    row("the archive's thread", workerMs),
    row('other threads', restMs, 'garbage collector, compiler'),
  ]
}

async function timed<Result>(
  run: (folder: string) => Promise<Result>,
): Promise<{ wallMs: number; cpuMs: number; result: Result }> {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-bench-'))
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const result = await run(folder)
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  rmSync(folder, { recursive: true, force: true })
  return { wallMs, cpuMs: (user + system) / 1_000, result }
}

async function appendOnly(folder: string, lines: readonly string[]): Promise<number> {
  const bus = openSqliteBus({ path: join(folder, 'log.db'), clock: systemClock })
  await bus.createTopics(topicSpecs(1))
  for (let from = 0; from < lines.length; from += BLOCK) {
    const appends = lines.slice(from, from + BLOCK).map((line) => {
      const parsed = parseLine(line)
      return {
        topic: TOPICS.mentions,
        key: parsed.ok ? (parsed.record.source ?? null) : null,
        value: line,
      }
    })
    await bus.append(appends)
  }
  await bus.close()
  return lines.length
}

interface Whole {
  readonly stored: number
  readonly storedMs: number
  readonly costs: ThreadCosts | undefined
}

async function runWhole(folder: string, lines: readonly string[]): Promise<Whole> {
  const clock = systemClock
  let folded = 0
  const told = createEvents({ level: 'error', elapsed: () => clock.elapsed() })
  const events: Events = {
    ...told,
    folded: (processor, records, outputs) => {
      folded += records
      told.folded(processor, records, outputs)
    },
  }
  const brands = Array.from({ length: BRANDS }, (_, i) => plainBrand(`brand-${i}`, [brandName(i)]))
  const bus = openSqliteBus({ path: join(folder, 'log.db'), clock })
  await bus.createTopics(topicSpecs(1))
  const authors = pseudonyms(readOrMakeKey(join(folder, 'author.key')))
  const archive = await startArchiveThread(
    {
      logPath: join(folder, 'log.db'),
      storePath: join(folder, 'store.db'),
      keyPath: join(folder, 'author.key'),
    },
    events,
  )
  const scorer = createRecordScorer(brands, authors)
  const policy = {
    type: 'policy',
    policyId: policyId(DEFAULT_POLICY),
    at: clock.now(),
    policy: DEFAULT_POLICY,
    brands: {},
  } as const
  const scoring = await startScoring({ bus, clock, events, scorer, policy })
  const startedAt = performance.now()
  const before = threadCpu()
  const ingest = await startIngest({
    bus,
    clock,
    http: createHttp({ clock, version: 'bench' }),
    staleFactor: 3,
    events,
    brands,
    sources: [{ name: 'bench', source: sourceOf(lines), options: {} }],
  })
  await ingest.done
  await workedOff(bus, () => folded >= MENTIONS)
  const storedMs = performance.now() - startedAt
  const costs = costsBetween(before, threadCpu())
  await archive.stop()
  const store = openSqliteStore({ path: join(folder, 'store.db') })
  const found = await store.histogram({}, 365 * 86_400_000)
  await ingest.stop()
  await scoring.stop()
  await store.close()
  await bus.close()
  return { stored: found.reduce((sum, bucket) => sum + bucket.mentions, 0), storedMs, costs }
}

async function workedOff(bus: Bus, isFolded: () => boolean): Promise<void> {
  for (;;) {
    const scored = await bus.lag(GROUPS.score, [TOPICS.mentions])
    const archived = await bus.lag(GROUPS.archive, [TOPICS.mentions, TOPICS.observations])
    if (isFolded() && [...scored, ...archived].every(({ lag }) => lag === 0)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function sourceOf(lines: readonly string[]): Source<object, string, null> {
  return {
    name: 'bench',
    summary: '',
    needs: '',
    sees: '',
    cannotSee: '',
    parseOptions: () => ({ ok: true, options: {} }),
    async *fetch() {
      for (let from = 0; from < lines.length; from += BLOCK) {
        yield lines.slice(from, from + BLOCK).map((raw, i) => ({
          raw,
          cursor: null,
          position: from + i,
          bytes: () => Buffer.from(raw),
        }))
      }
    },
    read: (raw) => {
      const parsed = parseLine(raw)
      return [
        parsed.ok
          ? { type: 'record', record: parsed.record }
          : { type: 'reject', code: parsed.code, reason: parsed.reason },
      ]
    },
  }
}

/** Two made-up syllables and a number: no word of the language. */
function brandName(i: number): string {
  return `Qu${(i * 7919 + 11).toString(26)}x`
}

function makeLines(): string[] {
  const random = seeded(20_261_122)
  const words = WORDS.split(' ')
  const startAt = Date.now() - 60_000
  return Array.from({ length: MENTIONS }, (_, i) => {
    const text = Array.from({ length: 14 }, () => words[Math.floor(random() * words.length)]!)
    text.splice(
      Math.floor(random() * text.length),
      0,
      brandName(Math.floor(random() ** 3 * BRANDS)),
    )
    const at = startAt + Math.floor((i / MENTIONS) * 60_000)
    const mention: Mention = {
      type: 'mention',
      id: `mastodon:https://beispiel.example/users/u${Math.floor(random() * 20_000)}/statuses/${i}`,
      brandId: undefined,
      source: 'mastodon',
      via: undefined,
      kind: 'post',
      author: {
        id: `u${Math.floor(random() * 20_000)}`,
        handle: `u${i}`,
        followers: 100,
        createdAt: undefined,
      },
      text: text.join(' '),
      lang: 'de',
      url: `https://beispiel.example/@u/${i}`,
      conversationId: undefined,
      inReplyTo: undefined,
      publishedAt: at,
      observedAt: at,
      pNeg: undefined,
    }
    return formatRecord(mention)
  })
}

const WORDS =
  'die Rechnung stimmt schon wieder nicht und niemand geht ans Telefon heute wirklich super Service danke Lieferung kam drei Tage zu spät das Paket war offen ich warte seit einer Stunde in der Warteschleife kann mir jemand sagen wann der Laden öffnet tolle Aktion gestern beim Fest leider kein Netz im Zug bin sehr zufrieden mit dem neuen Vertrag App stürzt ständig ab was für ein Chaos gern wieder größer schöner'

/** mulberry32, public domain. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
