/** What the parts of the log on Kafka share: the brokers, patience, and whom to tell of troubles. */

import { BusError } from './bus.ts'
import type { KafkaClient } from './bus-kafka-client.ts'
import { busError, isLost } from './bus-kafka-errors.ts'
import type { HandOver } from './bus-kafka-handover.ts'
import type { KafkaLink } from './bus-kafka-link.ts'
import type { Clock } from './clock.ts'
import { pause } from './pause.ts'

export interface KafkaContext {
  readonly client: KafkaClient
  /** For everything that does not wait: writing, offsets, snapshots. */
  readonly link: KafkaLink
  /** Names this process among the members of groups. */
  readonly home: string
  /** From the writer to readers of this process. */
  readonly handOver: HandOver
  readonly clock: Clock
  /** A trouble that is being lived with, in a sentence. */
  tell(error: unknown): void
  /** Work that ends by itself and that closing waits for. */
  parting(work: Promise<unknown>): void
  /** Aborted when the log is closed. */
  readonly closing: AbortSignal
  /** How long a request is tried again, in milliseconds. */
  readonly patienceMs: number
  /** How long a silent member of a group is waited for. */
  readonly sessionMs: number
}

/** Pauses between tries, in milliseconds; the last one stays. */
const AGAIN_MS = [50, 100, 250, 500, 1_000]

export function againAfter(tries: number, signal: AbortSignal): Promise<void> {
  return pause(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]!, signal)
}

/**
 * Tries until it works, is refused, or patience is at its end.
 * @throws BusError `doing` is named in its sentence.
 */
export async function persist<Result>(
  context: KafkaContext,
  doing: string,
  attempt: () => Promise<Result>,
  link: KafkaLink = context.link,
): Promise<Result> {
  const startedAt = context.clock.elapsed()
  for (let tries = 0; ; tries++) {
    if (context.closing.aborted) throw new BusError('The log is closed.')
    try {
      return await attempt()
    } catch (thrown) {
      if (context.closing.aborted) throw new BusError('The log is closed.')
      const error = busError(thrown, context.client, doing)
      if (!error.temporary || isLost(thrown)) throw error
      if (context.clock.elapsed() - startedAt > context.patienceMs) throw error
      if (tries >= TELL_AFTER) context.tell(error)
      await againAfter(tries, context.closing)
      await link.refresh().catch(() => undefined)
    }
  }
}

/** A leader that moves is no trouble yet. */
const TELL_AFTER = 3
