/** Asks again for the counters of watched posts, as their age demands. */

import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { Http } from '../../shared/edge/http.ts'
import type { Schedule } from './schedule.ts'
import type { ConfiguredSource } from './service.ts'
import type { Found } from './source.ts'
import type { TakeNote } from './source-state.ts'

/** How often the plan is looked at; it asks for two minutes at the shortest. */
const LOOK_EVERY_MS = 30_000

interface Measuring {
  readonly clock: Clock
  readonly http: Http
  readonly events: Events
  readonly configured: ConfiguredSource
  readonly schedule: Schedule
  readonly note: TakeNote
  /** Puts what was found into the log. */
  publish(found: readonly Found[]): Promise<void>
}

/** Starts asking. @returns the way to stop, which waits for what is being asked. */
export function startMeasuring(measuring: Measuring, signal: AbortSignal): () => Promise<void> {
  const { clock, events, configured } = measuring
  let asking: Promise<void> | undefined
  const stop = clock.every(LOOK_EVERY_MS, () => {
    if (signal.aborted) return
    asking ??= measureDue(measuring, signal)
      .catch((error) => {
        if (!signal.aborted) events.problem(`source ${configured.name}: measure`, error)
      })
      .finally(() => {
        asking = undefined
      })
  })
  return async () => {
    stop()
    await asking
  }
}

/**
 * Measures everything that is due, in the batches that the source allows. A batch that fails waits for its next turn,
 * so that one bad id cannot hold up the others; the rest stays due, and the next look begins with it.
 */
async function measureDue(measuring: Measuring, signal: AbortSignal): Promise<void> {
  const { clock, http, configured, schedule, note, publish } = measuring
  const { source, options } = configured
  const due = schedule.due(clock.now())
  const size = source.measureBatch ?? 1
  for (let from = 0; from < due.length && !signal.aborted; from += size) {
    const posts = schedule.take(due.slice(from, from + size), clock.now())
    if (posts.length === 0) continue
    const found = await source.measure?.({ options, posts, clock, http, signal, note })
    await publish(found ?? [])
  }
}
