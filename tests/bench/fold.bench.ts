/**
 * How many observations one core folds: a thousand brands, four mentions to one engagement sample. The floor is a loop over the same records in the same run that only looks at them.
 */

import { detector } from '../../shared/core/detector.ts'
import { snapshotState } from '../../shared/core/detector-snapshot.ts'
import type { DetectorState } from '../../shared/core/detector-state.ts'
import { idKey } from '../../shared/core/mention.ts'
import type { Observation } from '../../shared/core/observation.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { seededRandom } from '../harness/seeded-random.ts'
import type { BenchRow } from './row.ts'

const BRANDS = 1_000
const RECORDS = 1_000_000
const CHUNK = 20_000
/** Four hours in one go: most cells of most brands hold one record, and every third record has a reading. */
const SPARSE_MS = 4 * HOUR_MS
/** 1,700 a second: what a record itself costs, few cells close. */
const DENSE_MS = 10 * MINUTE_MS
const START = Date.UTC(2026, 2, 2)
/** The loudest brand of the thousand says as much as so many average ones. */
const SKEW = 3

/** What most brands hear in a day. */
const QUIET_MENTIONS = 10

/** The last so many posts of a brand are polled. */
const POLLED = 200

const NAMES = Array.from({ length: BRANDS }, (_, i) => `brand-${i}`)

type BrandRecord = Extract<Observation, { brandId: string }>

/** Takes about five seconds. The same seed gives the same records. */
export function benchFold(): BenchRow[] {
  const dense = run(DENSE_MS)
  const before = bytesInUse()
  const sparse = run(SPARSE_MS)
  const inUse = bytesInUse() - before
  const seen = sparse.states.reduce((sum, { seen: { now, before } }) => sum + now + before, 0)
  const bytes = sparse.states.map((state) => snapshotState(state).length)
  bytes.sort((a, b) => a - b)
  const posts = sparse.states.reduce((sum, { posts }) => sum + posts.table.index.size, 0)
  const all = bytes.reduce((a, b) => a + b)
  const unit = 'observations/CPU-s'
  return [
    {
      name: 'fold, dense: 1,700 a second',
      value: RECORDS / dense.folding,
      unit,
      note: `${BRANDS} brands, target 1,000,000`,
    },
    {
      name: 'fold, sparse: 4 h in one go',
      value: RECORDS / sparse.folding,
      unit,
      note: 'a provisional reading for every third record',
    },
    { name: 'fold floor', value: RECORDS / dense.looking, unit, note: 'reads two fields' },
    { name: 'fold outputs, dense', value: dense.outputs / RECORDS, unit: 'per observation' },
    { name: 'fold outputs, sparse', value: sparse.outputs / RECORDS, unit: 'per observation' },
    { name: 'snapshot, median brand', value: bytes[BRANDS / 2]!, unit: 'bytes' },
    {
      name: 'snapshot, largest brand',
      value: bytes.at(-1)!,
      unit: 'bytes',
      note: 'at most 524,288',
    },
    { name: 'snapshot, all by posts', value: all / posts, unit: 'bytes', note: `${posts} posts` },
    {
      name: 'memory, all by brands',
      value: inUse / BRANDS,
      unit: 'bytes',
      note: 'heap and buffers after the sparse run',
    },
    {
      name: 'memory, all by posts and mentions remembered',
      value: inUse / (posts + seen),
      unit: 'bytes',
      note: `${posts} posts, target 64, and ${seen} mentions`,
    },
    {
      name: 'memory, a brand with ten mentions',
      value: quietBrandBytes(),
      unit: 'bytes',
      note: 'target 4,096',
    },
  ]
}

/** What is reachable now, on the heap and beside it. */
function bytesInUse(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** A thousand brands that heard ten mentions each over a day. */
function quietBrandBytes(): number {
  const next = stream(0)
  const mentions = next(QUIET_MENTIONS).filter((one) => one.type === 'mention')
  const before = bytesInUse()
  const states = NAMES.map((brandId) => {
    const state = detector.initial(brandId)
    mentions.forEach((mention, i) => {
      detector.step(state, { ...mention, brandId, at: START + (i * DAY_MS) / mentions.length })
    })
    return state
  })
  return (bytesInUse() - before) / states.length
}

interface Run {
  readonly states: readonly DetectorState[]
  readonly folding: number
  readonly looking: number
  readonly outputs: number
}

/** In chunks, as a log is read, so that the figure is not one of a garbage collector with a million records. */
function run(spanMs: number): Run {
  const states = new Map<string, DetectorState>()
  const next = stream(spanMs)
  let [folding, looking, outputs] = [0, 0, 0]
  for (let done = 0; done < RECORDS; done += CHUNK) {
    const records = next(CHUNK)
    // What is left of making the records is not to be swept while they are folded; of twice swept none moves again.
    globalThis.gc?.({ type: 'minor' })
    globalThis.gc?.({ type: 'minor' })
    looking += seconds(() => look(records))
    folding += seconds(() => {
      outputs += fold(states, records)
    })
  }
  return { states: [...states.values()], folding, looking, outputs }
}

function fold(states: Map<string, DetectorState>, records: readonly BrandRecord[]): number {
  let outputs = 0
  for (const record of records) {
    let state = states.get(record.brandId)
    if (!state) {
      state = detector.initial(record.brandId)
      states.set(record.brandId, state)
    }
    outputs += detector.step(state, record).length
  }
  return outputs
}

function look(records: readonly BrandRecord[]): number {
  let sum = 0
  for (const record of records) sum += record.at + record.brandId.length
  return sum
}

function seconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

interface Told {
  readonly id: string
  readonly key: number
  readonly speed: number
  likes: number
}

function stream(spanMs: number): (count: number) => BrandRecord[] {
  const random = seededRandom(7)
  const told: Told[][] = []
  let i = -1
  return (count) => Array.from({ length: count }, () => record(++i, spanMs, told, random))
}

/** One record of a random brand: a new mention, or a poll of one of its last posts. */
function record(i: number, spanMs: number, told: Told[][], random: () => number): BrandRecord {
  const brand = Math.floor(BRANDS * random() ** SKEW)
  const brandId = NAMES[brand]!
  told[brand] ??= []
  const posts = told[brand]
  const at = START + Math.floor((spanMs * i) / RECORDS)
  const from = { topic: 'mentions', offset: i } as const
  if (posts.length === 0 || random() < 0.8) {
    const id = `mastodon:https://example.social/users/u${i % 977}/statuses/${11_000_000 + i}`
    posts.push({ id, key: idKey(id), likes: 0, speed: random() ** 4 * 10 })
    // The others are no longer polled: a heap full of them would be marked while the fold is timed.
    if (posts.length >= 2 * POLLED) posts.splice(0, posts.length - POLLED)
    const negative = random() < 0.2
    return {
      type: 'mention',
      brandId,
      mentionId: id,
      key: idKey(id),
      at,
      publishedAt: at - Math.floor(random() * MINUTE_MS),
      source: 'mastodon',
      kind: 'post',
      pNegMilli: negative ? 900 : 100,
      pPosMilli: negative ? 20 : 300,
      author: 1 + Math.floor(random() * 100_000),
      own: false,
      touchpoints: negative ? ['billing'] : [],
      from,
    }
  }
  const post = posts[posts.length - 1 - Math.floor(random() * Math.min(posts.length, POLLED))]!
  post.likes += Math.floor(random() * post.speed)
  return {
    type: 'engagement',
    brandId,
    mentionId: post.id,
    key: post.key,
    at,
    source: 'mastodon',
    likes: post.likes,
    comments: Math.floor(post.likes / 8),
    shares: Math.floor(post.likes / 20),
    from: { topic: 'engagement', offset: i },
  }
}
