/** A log with some of its calls replaced; the rest goes through. */

import { HOUR_MS } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'

export function wrapBus(bus: Bus, changed: Partial<Bus>): Bus {
  return {
    atomicAppends: bus.atomicAppends,
    createTopics: (topics) => bus.createTopics(topics),
    partitionsOf: (topic) => bus.partitionsOf(topic),
    append: (records) => bus.append(records),
    commit: (commit) => bus.commit(commit),
    committed: (group, topic, partition) => bus.committed(group, topic, partition),
    consume: (options) => bus.consume(options),
    tail: (options) => bus.tail(options),
    readCompacted: (...args) => bus.readCompacted(...args),
    lag: (group, topics) => bus.lag(group, topics),
    enforceRetention: (now) => bus.enforceRetention(now),
    close: () => bus.close(),
    ...changed,
  }
}

/** A clock by which an hour passes before each batch, so that each is followed by a snapshot and a commit. */
export function hurried(bus: Bus, clock: Clock): { readonly bus: Bus; readonly clock: Clock } {
  let elapsed = 0
  const consume: Bus['consume'] = (options) =>
    bus.consume({
      ...options,
      onBatch: (batch) => {
        elapsed += HOUR_MS
        return options.onBatch(batch)
      },
    })
  return { bus: wrapBus(bus, { consume }), clock: { ...clock, elapsed: () => elapsed } }
}
