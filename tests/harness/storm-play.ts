/**
 * The bundled recording played over a log: embedded in one process, or over Kafka with scoring in processes of its own.
 * All of them share the recording's time; the world stands still while a part of it is being replaced.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { optionChecks } from '../../services/cli/connectors.ts'
import { openLog } from '../../services/cli/log.ts'
import {
  openStore,
  type PartOptions,
  startAlertPart,
  startArchivePart,
  startIngestPart,
  startScoringPart,
} from '../../services/cli/parts.ts'
import type { Delivery, Notification } from '../../shared/core/alert.ts'
import type { StormView } from '../../shared/core/live.ts'
import { parseInstant } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { playbackClock } from '../../shared/edge/clock.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import { type Config, readConfigFile } from '../../shared/edge/config.ts'
import { createEvents } from '../../shared/edge/events.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import type { Store } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { wrapBus } from './bus-wrapped.ts'
import type { Child } from './child.ts'
import { eventually } from './demo-process.ts'
import { ROOT } from './house-tree.ts'

/** Far enough above real time that a weekend takes a quarter of a minute. */
export const PLAY_SPEED = 12_000
const FROM = instant('2026-02-28T18:00:00Z')
const RECORDING = {
  path: join(ROOT, 'infra', 'demo', 'recording.ndjson.gz'),
  playFrom: '2026-03-07T18:00:00Z',
  runOut: '14h',
}

export interface PlayOptions {
  readonly dataDir: string
  /** Undefined: the embedded log. */
  readonly brokers?: readonly string[]
  /** Starts a scoring process; undefined: scoring runs in this one. */
  readonly startScoring?: (...args: string[]) => Child
  /** What happens meanwhile. */
  script?(play: Play): Promise<void>
}

export interface Play {
  storms(): Promise<StormView[]>
  /** The scoring process that was there first. */
  readonly firstScoring: Child
  /** Another one; resolves when it runs. */
  joinScoring(): Promise<Child>
  /** The world stands still while `work` is done, and until all that is known is folded. */
  meanwhile(work: () => Promise<unknown>): Promise<void>
}

/** What a play led to. */
export interface Played {
  readonly stormIds: readonly string[]
  readonly decided: readonly string[]
  readonly sentTwice: readonly string[]
  /** Decided, and neither sent nor replaced by something newer. */
  readonly open: readonly string[]
  /** The storms' changes as the store has them. */
  readonly changes: readonly string[]
}

export async function playRecording(options: PlayOptions): Promise<Played> {
  const { dataDir } = options
  const file = configFile(options)
  const config = configOf(file)
  const clock = playbackClock(FROM, PLAY_SPEED)
  const events = createEvents({ level: 'silent', elapsed: () => clock.elapsed() })
  const bus = await openLog({ config, dataDir, clock, events })
  const store = await openStore(config, dataDir)
  const part = { config, dataDir, clock, events, bus }
  const page = { host: '127.0.0.1', port: 0, recording: null }
  const alert = await startAlertPart({ ...part, ...page, store })
  const archive = await startArchivePart({ ...part, store })
  const scoring = await startScoringOf(options, part, file)
  const gate = createGate(bus)
  const ingest = await startIngestPart({ ...part, bus: gate.bus })
  const storms = () => stormsOn(alert.url)
  const meanwhile = async (work: () => Promise<unknown>) => {
    gate.close()
    await work()
    await folded(bus)
    gate.open()
  }
  const whole = async () => {
    const { first, join: joinScoring } = scoring
    if (first) await options.script?.({ storms, firstScoring: first, joinScoring, meanwhile })
    await ingest.done
    await eventually(async () => {
      const found = await storms()
      return found.length > 0 && found.every(isOver) ? found : undefined
    })
    await folded(bus)
    return outcome(bus, store, await storms())
  }
  try {
    return await Promise.race([whole(), failure(alert.done, archive.done, scoring.done)])
  } finally {
    gate.open()
    await ingest.stop()
    await scoring.stop()
    await archive.stop()
    await alert.stop()
    await store.close()
    await bus.close()
  }
}

const isOver = ({ status }: StormView) => status === 'resolved'

/** Rejects when one of them does. */
async function failure(...done: Promise<unknown>[]): Promise<never> {
  await Promise.all(done)
  return new Promise<never>(() => undefined)
}

function configFile({ dataDir, brokers }: PlayOptions): string {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'play.yaml')
  const log = brokers && { kind: 'kafka', brokers, partitions: 3 }
  const demo = readFileSync(join(ROOT, 'infra/demo/demo.yaml'), 'utf8')
  writeFileSync(file, `${demo}\n${log ? `log: ${JSON.stringify(log)}\n` : ''}`)
  return file
}

function configOf(file: string): Config {
  const read = readConfigFile(file, process.env, optionChecks())
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const { playFrom, path, runOut } = RECORDING
  const options = { path, playFrom, runOut }
  return {
    ...read.config,
    sources: [{ name: 'recording', kind: 'recording', enabled: true, options }],
  }
}

/** In this process, or in others that are told what time it is. */
async function startScoringOf(options: PlayOptions, part: PartOptions, file: string) {
  const { startScoring, dataDir } = options
  if (!startScoring) {
    const { stop, done } = await startScoringPart(part)
    const join = () => Promise.reject(new Error('scoring is in this process'))
    return { stop, done, join, first: undefined }
  }
  const { clock } = part
  const children: Child[] = []
  const join = async () => {
    const child = startScoring(file, dataDir, String(clock.now()), String(PLAY_SPEED))
    // One that was killed no longer reads.
    child.process.stdin?.on('error', () => undefined)
    children.push(child)
    expectRuns(await child.line())
    return child
  }
  const hand = setInterval(() => {
    for (const { process } of children) process.stdin?.write(`${clock.now()}\n`)
  }, 5)
  const first = await join()
  const stop = async () => {
    clearInterval(hand)
    for (const child of children) child.process.kill('SIGTERM')
    await Promise.all(children.map((child) => child.ended()))
  }
  return { first, join, stop, done: new Promise<void>(() => undefined) }
}

function expectRuns(line: string | undefined): void {
  if (line !== 'runs') throw new Error(`scoring said ${line}`)
}

/** What the sources publish waits while it is closed, and time with it. */
function createGate(bus: Bus) {
  let opened = Promise.resolve()
  let open: () => void = () => undefined
  return {
    bus: wrapBus(bus, {
      append: async (records) => {
        await opened
        await bus.append(records)
      },
    }),
    close: () => {
      opened = new Promise((resolve) => {
        open = resolve
      })
    },
    open: () => open(),
  }
}

const FOLDED = {
  [GROUPS.score]: [TOPICS.mentions, TOPICS.engagement],
  [GROUPS.detect]: [TOPICS.observations],
  [GROUPS.decide]: [TOPICS.storms],
  [GROUPS.deliver]: [TOPICS.notifications],
  [GROUPS.archive]: [TOPICS.storms],
}

/** Waits until all that stands in the log now went through everybody's hands, one after the other. */
async function folded(bus: Bus): Promise<void> {
  for (const [group, topics] of Object.entries(FOLDED)) {
    const places = await bus.lag(group, topics)
    await Promise.all(
      places.map(async ({ topic, partition }) => {
        const at = async () => (await bus.committed(group, topic, partition)) ?? 0
        const lag = async () =>
          (await bus.lag(group, [topic])).find((one) => one.partition === partition)?.lag ?? 0
        const end = await endOf(at, lag)
        await eventually(async () => ((await at()) >= end ? true : undefined))
      }),
    )
  }
}

/** A commit between the two questions would put the end where nothing will ever be written. */
function endOf(at: () => Promise<number>, lag: () => Promise<number>): Promise<number> {
  return eventually(async () => {
    const before = await at()
    const end = before + (await lag())
    return (await at()) === before ? end : undefined
  })
}

async function stormsOn(url: string): Promise<StormView[]> {
  const response = await fetch(`${url}api/v1/storms`)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return ((await response.json()) as { storms: StormView[] }).storms
}

async function outcome(bus: Bus, store: Store, storms: readonly StormView[]): Promise<Played> {
  const decided = new Set<string>()
  const settled = new Set<string>()
  const sent: string[] = []
  await readToEnd(bus, [TOPICS.notifications], 'start', ({ records }) => {
    for (const { value } of records) {
      const record = value && decodeJson<Notification | Delivery>(value)
      if (record?.type === 'notification') decided.add(record.notificationId)
      if (record?.type === 'delivery') settled.add(record.notificationId)
      if (record?.type === 'delivery' && record.outcome === 'sent') sent.push(record.notificationId)
    }
  })
  const changes = await store.records('storm', {})
  return {
    stormIds: storms.map(({ id }) => id).sort(),
    decided: [...decided].sort(),
    sentTwice: sent.filter((id, i) => sent.indexOf(id) !== i),
    open: [...decided].filter((id) => !settled.has(id)),
    changes: changes.map(({ id }) => id).sort(),
  }
}

function instant(text: string): number {
  const at = parseInstant(text)
  if (at === undefined) throw new Error(`${text} is no instant`)
  return at
}
