/**
 * The digest: once a day, at the hour that people wrote down and on the clock of each, a record in the outbox. From
 * there on it is a message like any other: sent, tried again, sent once.
 */

import type { Digest, Person } from '../../shared/core/alert.ts'
import { DAY_MS, type EpochMs, HOUR_MS, localDate } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { onSchedule } from '../../shared/edge/cron.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

export interface DigestPlan {
  /** After midnight, on the reader's own clock. */
  readonly atMin: number
  readonly readers: readonly Pick<Person, 'id' | 'language' | 'timeZone'>[]
  readonly channels: readonly string[]
}

export interface DigestOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Pick<Events, 'problem'>
}

export interface Digests {
  /** From now on so; undefined sends none. */
  usePlan(plan: DigestPlan | undefined): void
  stop(): Promise<void>
}

/** Whoever was not running at the hour sends it up to so much later; repetitions are known by their id. */
const MADE_UP_FOR_MS = 6 * HOUR_MS
/** Real time. */
const RETRY_MS = 5_000
const EVERYTHING = '*'

export function startDigests(options: DigestOptions, plan: DigestPlan | undefined): Digests {
  let ends: (() => void)[] = []
  const stopping = new AbortController()
  let writing = Promise.resolve()
  const write = (digests: readonly Digest[]) => {
    writing = writing.then(() => append(options, digests, stopping.signal))
  }
  const usePlan = (next: DigestPlan | undefined) => {
    for (const end of ends) end()
    ends = next ? schedule(options.clock, next, write) : []
  }
  usePlan(plan)
  return {
    usePlan,
    stop: async () => {
      for (const end of ends) end()
      stopping.abort()
      await writing
    },
  }
}

function schedule(
  clock: Clock,
  plan: DigestPlan,
  write: (digests: readonly Digest[]) => void,
): (() => void)[] {
  const expression = `${plan.atMin % 60} ${Math.floor(plan.atMin / 60)} * * *`
  const from = clock.now() - MADE_UP_FOR_MS
  const zones = new Set(plan.readers.map(({ timeZone }) => timeZone))
  return [...zones].map((timeZone) =>
    onSchedule({ expression, timeZone }, { clock, from }, (dueAt) =>
      write(digestsOf(plan, timeZone, dueAt)),
    ),
  )
}

function digestsOf({ readers, channels }: DigestPlan, zone: string, at: EpochMs): Digest[] {
  return readers
    .filter(({ timeZone }) => timeZone === zone)
    .flatMap(({ id: to, language, timeZone }) =>
      channels.map((channel) => ({
        type: 'digest' as const,
        notificationId: `digest/${localDate(at, timeZone)}/${channel}/${to}`,
        ...{ stormId: EVERYTHING, brandId: EVERYTHING, at, fromAt: at - DAY_MS },
        ...{ channel, to, language, timeZone },
      })),
    )
}

/** Until the log has them, or nobody waits any more: then the next start makes up for it. */
async function append(
  { bus, events }: DigestOptions,
  digests: readonly Digest[],
  signal: AbortSignal,
): Promise<void> {
  const records = digests.map((digest) => ({
    topic: TOPICS.notifications,
    key: digest.brandId,
    value: JSON.stringify(digest),
  }))
  for (;;) {
    try {
      await bus.append(records)
      return
    } catch (error) {
      events.problem('digest: the log', error)
      await pause(RETRY_MS, signal)
      if (signal.aborted) return
    }
  }
}
