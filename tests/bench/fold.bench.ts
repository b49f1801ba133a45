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
/** As many as a service is handed at once: they die young, like those of a log. */
const CHUNK = 1_000
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

/** Streams that are folded before one is timed, and those that are. */
const [WARM_UPS, TIMED] = [2, 3]

/**
 * Takes about half a minute. The same seed gives the same records. A service runs for weeks, so what is timed is a warm
 * process; what the first second of one costs, while its code is compiled, stands beside it.
 */
export function benchFold(): BenchRow[] {
  const cold = run(DENSE_MS)
  for (let i = 0; i < WARM_UPS; i++) for (const span of [SPARSE_MS, DENSE_MS]) run(span)
  const dense = Array.from({ length: TIMED }, () => withoutStates(run(DENSE_MS)))
  const sparse = Array.from({ length: TIMED }, () => withoutStates(run(SPARSE_MS)))
  const unit = 'observations/CPU-s'
  return [
    {
      name: 'fold, dense: 1,700 a second',
      value: rate(dense, 'folding'),
      unit,
      note: `${BRANDS} brands, target 1,000,000`,
    },
    { name: 'fold, dense, the first second of a process', value: rate([cold], 'folding'), unit },
    {
      name: 'fold, sparse: 4 h in one go',
      value: rate(sparse, 'folding'),
      unit,
      note: 'a provisional reading for every third record',
    },
    { name: 'fold floor', value: rate(dense, 'looking'), unit, note: 'reads two fields' },
    { name: 'fold outputs, dense', value: dense[0]!.outputs / RECORDS, unit: 'per observation' },
    { name: 'fold outputs, sparse', value: sparse[0]!.outputs / RECORDS, unit: 'per observation' },
    ...memoryRows(),
  ]
}

function withoutStates({ folding, looking, outputs }: Run): Omit<Run, 'states'> {
  return { folding, looking, outputs }
}

function rate(runs: readonly Omit<Run, 'states'>[], part: 'folding' | 'looking'): number {
  return (runs.length * RECORDS) / runs.reduce((sum, one) => sum + one[part], 0)
}

function memoryRows(): BenchRow[] {
  let [seen, posts, all] = [0, 0, 0]
  let bytes: number[] = []
  const inUse = bytesHeld(() => {
    const { states } = run(SPARSE_MS)
    seen = states.reduce((sum, { seen: { now, before } }) => sum + now + before, 0)
    posts = states.reduce((sum, { posts }) => sum + posts.table.index.size, 0)
    bytes = states.map((state) => snapshotState(state).length).sort((a, b) => a - b)
    all = bytes.reduce((a, b) => a + b)
    return states
  })
  return [
    { name: 'snapshot, median brand', value: bytes[BRANDS / 2]!, unit: 'bytes' },
    {
      name: 'snapshot, largest brand',
      value: bytes.at(-1)!,
      unit: 'bytes',
      note: 'at most 524,288',
    },
    { name: 'snapshot, all by posts', value: all / posts, unit: 'bytes', note: `${posts} posts` },
    { name: 'memory, all by brands', value: inUse / BRANDS, unit: 'bytes' },
    {
      name: 'memory, all by posts and mentions remembered',
      value: inUse / (posts + seen),
      unit: 'bytes',
      note: `${posts} posts, target 64, and ${seen} mentions`,
    },
    {
      name: 'memory, a brand with ten mentions',
      value: bytesHeld(quietBrands) / BRANDS,
      unit: 'bytes',
      note: 'target 4,096',
    },
  ]
}

/** What becomes free when that is let go which `make` gives, on the heap and beside it. */
function bytesHeld(make: () => unknown): number {
  const held = { made: make() }
  const before = bytesInUse()
  held.made = undefined
  return before - bytesInUse()
}

/** What is reachable now. A buffer is counted off in the collection after the one that frees it. */
function bytesInUse(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** A thousand brands that heard ten mentions each over a day. */
function quietBrands(): DetectorState[] {
  const next = stream(0)
  const mentions = next(QUIET_MENTIONS).filter((one) => one.type === 'mention')
  return NAMES.map((brandId) => {
    const state = detector.initial(brandId)
    mentions.forEach((mention, i) => {
      detector.step(state, { ...mention, brandId, at: START + (i * DAY_MS) / mentions.length })
    })
    return state
  })
}

interface Run {
  readonly states: readonly DetectorState[]
  readonly folding: number
  readonly looking: number
  readonly outputs: number
}

/** In chunks, as a log is read; every collection that falls into the folding of one counts. */
function run(spanMs: number): Run {
  const states = new Map<string, DetectorState>()
  const next = stream(spanMs)
  let [folding, looking, outputs] = [0, 0, 0]
  for (let done = 0; done < RECORDS; done += CHUNK) {
    const records = next(CHUNK)
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

/**
 * The posts of one brand that are polled, as columns in the order of their numbers: as objects, those of a thousand brands
 * would be a heap that is marked while the fold is timed.
 */
interface Told {
  posts: number
  readonly numbers: Int32Array
  readonly likes: Int32Array
  readonly speeds: Float64Array
}

function toldNothing(): Told {
  return {
    posts: 0,
    numbers: new Int32Array(POLLED),
    likes: new Int32Array(POLLED),
    speeds: new Float64Array(POLLED),
  }
}

function stream(spanMs: number): (count: number) => BrandRecord[] {
  const random = seededRandom(7)
  const told = NAMES.map(toldNothing)
  let i = -1
  return (count) => Array.from({ length: count }, () => record(++i, spanMs, told, random))
}

/** One record of a random brand: a new mention, or a poll of one of its last posts. */
function record(
  i: number,
  spanMs: number,
  told: readonly Told[],
  random: () => number,
): BrandRecord {
  const brand = Math.floor(BRANDS * random() ** SKEW)
  const posts = told[brand]!
  const at = START + Math.floor((spanMs * i) / RECORDS)
  if (posts.posts === 0 || random() < 0.8) return newMention(i, NAMES[brand]!, at, posts, random)
  const back = Math.floor(random() * Math.min(posts.posts, POLLED))
  const place = (posts.posts - 1 - back) % POLLED
  posts.likes[place]! += Math.floor(random() * posts.speeds[place]!)
  const likes = posts.likes[place]!
  const id = idOf(posts.numbers[place]!)
  return {
    type: 'engagement',
    brandId: NAMES[brand]!,
    mentionId: id,
    key: idKey(id),
    at,
    source: 'mastodon',
    likes,
    comments: Math.floor(likes / 8),
    shares: Math.floor(likes / 20),
    from: { topic: 'engagement', offset: i },
  }
}

function newMention(
  i: number,
  brandId: string,
  at: number,
  posts: Told,
  random: () => number,
): BrandRecord {
  const place = posts.posts++ % POLLED
  posts.numbers[place] = i
  posts.likes[place] = 0
  posts.speeds[place] = random() ** 4 * 10
  const id = idOf(i)
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
    from: { topic: 'mentions', offset: i },
  }
}

function idOf(i: number): string {
  return `mastodon:https://example.social/users/u${i % 977}/statuses/${11_000_000 + i}`
}
