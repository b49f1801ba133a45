/**
 * What the world does to a stream without meaning to: ticks in between, restarts, cut batches, records out of order,
 * delivered twice, or among those of others. None of it may change what the detector says.
 */

import { CLOCK } from '../../shared/core/cells.ts'
import { detector } from '../../shared/core/detector.ts'
import type { Observation, PolicyVersion } from '../../shared/core/observation.ts'
import type { EpochMs } from '../../shared/core/time.ts'

export interface Unkindness {
  /** 0-1: how likely time moves on by itself before a record, at most as far as the records that follow allow. */
  readonly ticks?: number
  /** 0-1: how likely the process dies before a record and starts again from its snapshot. */
  readonly restarts?: number
  /** How many records arrive at once, at most; the outputs of a batch are written together. */
  readonly batch?: number
}

/** Plays a log to a detector per brand. @returns what each brand's detector said, one JSON text an output. */
export function play(
  log: readonly Observation[],
  random: () => number = () => 0,
  { ticks = 0, restarts = 0, batch = 1 }: Unkindness = {},
): Map<string, string[]> {
  const safe = stillToCome(log)
  const states = new Map<string, ReturnType<typeof detector.initial>>()
  const said = new Map<string, string[]>()
  let policy: PolicyVersion | undefined
  const stateOf = (key: string) => {
    let state = states.get(key)
    if (!state) {
      state = detector.initial(key)
      if (policy) detector.step(state, policy)
      states.set(key, state)
      said.set(key, [])
    }
    return state
  }
  for (let from = 0; from < log.length; ) {
    const until = Math.min(log.length, from + 1 + Math.floor(random() * batch))
    const outputs: [string, unknown][] = []
    for (let i = from; i < until; i++) {
      const record = log[i]!
      const key = detector.keyOf(record)
      if (record.type === 'policy') policy = record
      if (key !== undefined) stateOf(key)
      for (const name of key === undefined ? states.keys() : [key]) {
        if (random() < restarts) {
          const state = detector.restore(name, detector.snapshot(states.get(name)!))
          if (policy) detector.step(state, policy)
          states.set(name, state)
        }
        const state = states.get(name)!
        if (random() < ticks) {
          const to = Math.min(safe[i]!, state.cells.clock[CLOCK.seenTo]! + random() * 600_000)
          if (Number.isFinite(to)) add(outputs, name, detector.advance(state, to))
        }
        add(outputs, name, detector.step(state, record))
      }
    }
    for (const [name, output] of outputs) said.get(name)!.push(JSON.stringify(output))
    from = until
  }
  return said
}

function add(outputs: [string, unknown][], name: string, said: readonly unknown[]): void {
  for (const one of said) outputs.push([name, one])
}

/** The earliest instant among this record and all after it. */
function stillToCome(log: readonly Observation[]): Float64Array {
  const safe = new Float64Array(log.length)
  let earliest = Number.POSITIVE_INFINITY
  for (let i = log.length - 1; i >= 0; i--) {
    const record = log[i]!
    if (record.type !== 'policy') earliest = Math.min(earliest, record.at)
    safe[i] = earliest
  }
  return safe
}

/** The same records, each arriving less than `graceMs` after its instant, in the order of arrival. */
export function shuffled(
  log: readonly Observation[],
  graceMs: number,
  random: () => number,
): Observation[] {
  return log
    .map((record) => ({ record, arrives: record.at + Math.floor(random() * graceMs) }))
    .sort((a, b) => a.arrives - b.arrives)
    .map(({ record }) => record)
}

/** Gives each record the place in its topic that it has in this order. */
export function withOrigins(log: readonly Observation[]): Observation[] {
  const next = { mentions: 0, engagement: 0 }
  return log.map((record) => {
    switch (record.type) {
      case 'mention':
      case 'deletion':
        return { ...record, from: { topic: 'mentions', offset: next.mentions++ } }
      case 'engagement':
        return { ...record, from: { topic: 'engagement', offset: next.engagement++ } }
      default:
        return record
    }
  })
}

/** Now and then the records since some earlier place come again, as they do after a crash. */
export function redelivered(
  log: readonly Observation[],
  random: () => number,
  likely = 0.01,
): Observation[] {
  const again: Observation[] = []
  log.forEach((record, i) => {
    again.push(record)
    if (random() < likely) {
      const from = Math.max(0, i - Math.floor(random() * 200))
      again.push(...log.slice(from, i + 1).filter((one) => 'from' in one))
    }
  })
  return again
}

/** Several logs as one: each in its own order, all by their instants. */
export function interleaved(...logs: readonly (readonly Observation[])[]): Observation[] {
  const places = logs.map(() => 0)
  const all: Observation[] = []
  for (;;) {
    let first: number | undefined
    logs.forEach((log, i) => {
      const record = log[places[i]!]
      const best = first === undefined ? undefined : logs[first]![places[first]!]
      if (record && (!best || record.at < best.at)) first = i
    })
    if (first === undefined) return all
    all.push(logs[first]![places[first]!++]!)
  }
}

/** The end of time for a log: closes its last cells. */
export function closing(log: readonly Observation[], afterMs = 3_600_000): Observation[] {
  const last = log.reduce((at: EpochMs, record) => Math.max(at, record.at), 0)
  return [...log, { type: 'tick', at: last + afterMs }]
}
