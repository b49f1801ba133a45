/** Readers outside any group: each reads every partition by itself and remembers nothing. */

import type { Consumer, TailOptions } from './bus.ts'
import { type KafkaContext, persist } from './bus-kafka-context.ts'
import type { LanePlace } from './bus-kafka-lane.ts'
import { KafkaLink } from './bus-kafka-link.ts'
import { KafkaReader } from './bus-kafka-reader.ts'

/** A view that shows the present must say when it no longer does. */
const FAIL_AFTER_MS = 10_000

export class KafkaTail implements Consumer {
  readonly done: Promise<void>
  readonly #context: KafkaContext
  readonly #options: TailOptions
  readonly #link: KafkaLink
  #reader: KafkaReader | undefined
  #stopped = false

  /** @param partitionsOf rejects where a topic is missing */
  constructor(
    context: KafkaContext,
    options: TailOptions,
    partitionsOf: (topic: string) => Promise<number>,
  ) {
    this.#context = context
    this.#options = options
    this.#link = new KafkaLink(context.client)
    this.done = this.#run(partitionsOf)
    this.done.catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#reader?.halt()
    await this.done.catch(() => undefined)
  }

  async #run(partitionsOf: (topic: string) => Promise<number>): Promise<void> {
    try {
      const places = await this.#places(partitionsOf)
      this.#reader = new KafkaReader(this.#context, this.#link, places, {
        onBatch: this.#options.onBatch.bind(this.#options),
        failAfterMs: FAIL_AFTER_MS,
      })
      if (this.#stopped) this.#reader.halt()
      await this.#reader.run()
    } finally {
      this.#context.parting(this.#link.disconnect())
    }
  }

  async #places(partitionsOf: (topic: string) => Promise<number>): Promise<LanePlace[]> {
    const places: LanePlace[] = []
    for (const topic of this.#options.topics) {
      const numbers = Array.from({ length: await partitionsOf(topic) }, (_, i) => i)
      const offsets = await persist(
        this.#context,
        `asking where to read "${topic}"`,
        () => this.#link.offsets(topic, numbers, this.#options.from),
        this.#link,
      )
      for (const [i, offset] of offsets.entries()) places.push({ topic, partition: i, offset })
    }
    return places
  }
}
