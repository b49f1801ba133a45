/**
 * The bundled recording played over Kafka, with scoring in processes of its own. All of them share the recording's
 * time; the world stands still while a part of it is being replaced.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { optionChecks } from '../../services/cli/connectors.ts'
import { openLog } from '../../services/cli/log.ts'
import {
  openStore,
  startAlertPart,
  startArchivePart,
  startIngestPart,
} from '../../services/cli/parts.ts'
import type { Delivery, Notification } from '../../shared/core/alert.ts'
import type { StormView } from '../../shared/core/live.ts'
import { parseInstant } from '../../shared/core/time.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import { type Clock, playbackClock } from '../../shared/edge/clock.ts'
import { decodeJson, decodeMark } from '../../shared/edge/codec.ts'
import { type Config, readConfigFile } from '../../shared/edge/config.ts'
import { createEvents } from '../../shared/edge/events.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import type { Store } from '../../shared/edge/store.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { wrapBus } from './bus-wrapped.ts'
import type { Child } from './child.ts'
import { eventually } from './eventually.ts'
import { lagsOf, untilFolded } from './folded.ts'
import { ROOT } from './house-tree.ts'

/** Far enough above real time that a weekend takes a quarter of a minute. */
export const PLAY_SPEED = 12_000
const FROM = instant('2026-02-28T18:00:00Z')
const RECORDING = {
  path: join(ROOT, 'infra', 'demo', 'recording.ndjson.gz'),
  playFrom: '2026-03-07T18:00:00Z',
  runOut: '14h',
}

/** A minute on a quiet machine, three on one with ten times the work it can do; what takes longer hangs, and says where. */
const PLAY_MAX_MS = 240_000
/** States are written every second instead of every five, so that less is waited for. */
const HASTE = 5

export interface PlayOptions {
  readonly dataDir: string
  readonly brokers: readonly string[]
  /** Starts a scoring process. */
  readonly startScoring: (...args: string[]) => Child
  /** What happens meanwhile. */
  script(play: Play): Promise<void>
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
  const closing: (() => Promise<unknown>)[] = []
  try {
    return await played(options, (close) => closing.unshift(close))
  } finally {
    for (const close of closing) await close()
  }
}

async function played(
  options: PlayOptions,
  atEnd: (close: () => Promise<unknown>) => void,
): Promise<Played> {
  const { dataDir } = options
  const file = configFile(options)
  const config = configOf(file)
  const clock = playbackClock(FROM, PLAY_SPEED)
  const hasty = { ...clock, elapsed: () => HASTE * clock.elapsed() }
  const events = createEvents({ level: 'silent', elapsed: () => clock.elapsed() })
  const bus = await openLog({ config, dataDir, clock, events })
  atEnd(() => bus.close())
  const scoring = startScoringProcesses(options, clock, file)
  atEnd(scoring.stop)
  const first = scoring.join()
  // Whoever fails before it is waited for is heard first.
  first.catch(() => undefined)
  const store = await openStore(config, dataDir)
  atEnd(() => store.close())
  const part = { config, dataDir, clock: hasty, events, bus }
  const alert = await startAlertPart({ ...part, ...PAGE, store })
  atEnd(() => alert.stop())
  const archive = await startArchivePart({ ...part, store })
  atEnd(() => archive.stop())
  const gate = createGate(bus)
  const play = {
    storms: () => stormsOn(alert.url),
    firstScoring: await first,
    joinScoring: scoring.join,
    meanwhile: async (work: () => Promise<unknown>) => {
      gate.close()
      await work()
      await untilFolded(bus)
      gate.open()
    },
  }
  const ingest = await startIngestPart({ ...part, clock, bus: gate.bus })
  atEnd(() => ingest.stop())
  atEnd(async () => gate.open())
  const end = async () => {
    await options.script(play)
    await ingest.done
    const storms = await eventually('every storm is over', () => allOver(play))
    await untilFolded(bus)
    return outcome(bus, store, storms)
  }
  return Promise.race([end(), failure(alert.done, archive.done), scoring.died, tooLong(bus)])
}

const PAGE = { host: '127.0.0.1', port: 0, recording: null }

async function allOver({ storms }: Play): Promise<readonly StormView[] | undefined> {
  const found = await storms()
  return found.length > 0 && found.every(({ status }) => status === 'resolved') ? found : undefined
}

/** Rejects when one of them does. */
async function failure(...done: Promise<unknown>[]): Promise<never> {
  await Promise.all(done)
  return new Promise<never>(() => undefined)
}

async function tooLong(bus: Bus): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, PLAY_MAX_MS).unref())
  throw new Error(`the play is not over after ${PLAY_MAX_MS} ms\n${await lagsOf(bus)}`)
}

function configFile({ dataDir, brokers }: PlayOptions): string {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'play.yaml')
  const log = { kind: 'kafka', brokers, partitions: 3 }
  const demo = readFileSync(join(ROOT, 'infra/demo/demo.yaml'), 'utf8')
  writeFileSync(file, `${demo}\nlog: ${JSON.stringify(log)}\n`)
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

/** Processes that are told what time it is. */
function startScoringProcesses({ startScoring, dataDir }: PlayOptions, clock: Clock, file: string) {
  const children: Child[] = []
  let fail: (error: Error) => void = () => undefined
  const died = new Promise<never>((_, reject) => {
    fail = reject
  })
  let stopping = false
  const join = async () => {
    const speeds = [PLAY_SPEED, HASTE].map(String)
    const child = startScoring(file, dataDir, String(clock.now()), ...speeds)
    // One that was killed no longer reads.
    child.process.stdin?.on('error', () => undefined)
    children.push(child)
    void child.ended().then((status) => {
      // After a kill there is none.
      if (status !== null && !stopping) fail(new Error(`a scoring process ended with ${status}`))
    })
    const line = await child.line()
    if (line !== 'runs') throw new Error(`scoring said ${line}`)
    return child
  }
  const hand = setInterval(() => {
    for (const { process } of children) process.stdin?.write(`${clock.now()}\n`)
  }, 5)
  const stop = async () => {
    stopping = true
    clearInterval(hand)
    for (const child of children) child.process.kill('SIGTERM')
    await Promise.all(children.map((child) => child.ended()))
  }
  return { join, stop, died }
}

/**
 * What the sources publish waits while it is closed, and time with it. What has been begun is finished: a mark lets
 * go the engagement that was appended before it, and scoring waits for it.
 */
function createGate(bus: Bus) {
  let opened = Promise.resolve()
  let open: () => void = () => undefined
  return {
    bus: wrapBus(bus, {
      append: async (records) => {
        if (!records.some(isMark)) await opened
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

function isMark({ value }: Append): boolean {
  return decodeMark(typeof value === 'string' ? Buffer.from(value) : value) !== undefined
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
