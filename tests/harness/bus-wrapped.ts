/** A log with some of its calls replaced; the rest goes through. */

import type { Bus } from '../../shared/edge/bus.ts'

export function wrapBus(bus: Bus, changed: Partial<Bus>): Bus {
  return {
    createTopics: (topics) => bus.createTopics(topics),
    partitionsOf: (topic) => bus.partitionsOf(topic),
    append: (records) => bus.append(records),
    commit: (commit) => bus.commit(commit),
    committed: (group, topic, partition) => bus.committed(group, topic, partition),
    consume: (options) => bus.consume(options),
    tail: (options) => bus.tail(options),
    readCompacted: (topic, partition) => bus.readCompacted(topic, partition),
    lag: (group, topics) => bus.lag(group, topics),
    enforceRetention: (now) => bus.enforceRetention(now),
    close: () => bus.close(),
    ...changed,
  }
}
