/** Asks again for the counters of watched posts, as their age demands. */

import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { Schedule } from './schedule.ts'
import type { ConfiguredSource } from './service.ts'
import type { Found } from './source.ts'

/** How often the plan is looked at; it asks for two minutes at the shortest. */
const LOOK_EVERY_MS = 30_000

interface Publisher {
  readonly clock: Clock
  readonly events: Events
  publishFound(name: string, found: readonly Found[]): Promise<void>
}

/** Starts asking; a source without `measure` is left alone. @returns the way to stop. */
export function startMeasuring(
  publisher: Publisher,
  configured: ConfiguredSource,
  schedule: Schedule | undefined,
  signal: AbortSignal,
): () => void {
  const { name, source } = configured
  if (!source.measure || !schedule) return () => undefined
  let busy = false
  return publisher.clock.every(LOOK_EVERY_MS, () => {
    if (busy || signal.aborted) return
    busy = true
    measureDue(publisher, configured, schedule, signal)
      .catch((error) => publisher.events.problem(`source ${name}: measure`, error))
      .finally(() => {
        busy = false
      })
  })
}

/** Measures everything that is due, in the batches that the source allows. */
export async function measureDue(
  publisher: Publisher,
  configured: ConfiguredSource,
  schedule: Schedule,
  signal: AbortSignal,
): Promise<void> {
  const { name, source, options } = configured
  const { clock } = publisher
  const take = () =>
    schedule.takeDue(clock.now(), source.measureBatch ?? 1).map(({ mentionId }) => mentionId)
  for (let due = take(); due.length > 0 && !signal.aborted; due = take()) {
    const found = await source.measure?.({ options, mentionIds: due, clock, signal })
    await publisher.publishFound(name, found ?? [])
  }
}
