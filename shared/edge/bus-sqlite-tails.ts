/** Readers outside any group: each reads every partition by itself and remembers nothing. */

import type { Consumer, TailOptions } from './bus.ts'
import type { GroupContext } from './bus-sqlite-groups.ts'
import { readOn } from './bus-sqlite-reader.ts'
import type { PartitionRef } from './bus-sqlite-topics.ts'

export class Tails {
  readonly #context: GroupContext
  readonly #running = new Set<Consumer>()

  constructor(context: GroupContext) {
    this.#context = context
  }

  start(options: TailOptions, refs: readonly PartitionRef[]): Consumer {
    const { log, growth } = this.#context
    const stop = { wanted: false }
    const halt = () => {
      stop.wanted = true
      growth.announce(refs.map((ref) => ref.id))
    }
    const begin = refs.map((ref) => [ref, this.#beginning(ref, options.from)] as const)
    const onBatch = options.onBatch.bind(options)
    const loops = begin.map(([ref, from]) =>
      readOn(log, growth, ref, from, { stop, onBatch }).catch((error) => {
        halt()
        throw error
      }),
    )
    const done = Promise.allSettled(loops).then((ends) => {
      this.#running.delete(consumer)
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed) throw failed.reason
    })
    const consumer = {
      done,
      async stop() {
        halt()
        await done.catch(() => {})
      },
    }
    this.#running.add(consumer)
    return consumer
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((consumer) => consumer.stop()))
  }

  #beginning(ref: PartitionRef, from: TailOptions['from']): number {
    const { log } = this.#context
    if (from === 'start') return log.start(ref)
    return from === 'end' ? log.end(ref) : log.offsetAt(ref, from.at)
  }
}
