/** Reads topics from somewhere to where they end now, outside any group, for views that are rebuilt at each start. */

import type { EpochMs } from '../core/time.ts'
import type { Batch, Bus } from './bus.ts'

export async function readToEnd(
  bus: Bus,
  topics: readonly string[],
  from: 'start' | { readonly at: EpochMs },
  onBatch: (batch: Batch) => void,
): Promise<void> {
  const open = new Set<string>()
  for (const topic of topics) {
    for (let partition = 0; partition < (await bus.partitionsOf(topic)); partition++)
      open.add(`${topic}/${partition}`)
  }
  if (open.size === 0) return
  await new Promise<void>((resolve, reject) => {
    const tail = bus.tail({
      topics,
      from,
      onBatch: async (batch) => {
        if (open.size === 0) return
        onBatch(batch)
        if (batch.nextOffset < batch.endOffset) return
        open.delete(`${batch.topic}/${batch.partition}`)
        if (open.size === 0) setImmediate(() => tail.stop().then(resolve, reject))
      },
    })
    tail.done.catch(reject)
  })
}
