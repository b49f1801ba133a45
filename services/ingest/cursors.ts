/**
 * Where each source stands. A cursor is written only when the log has acknowledged everything before it; nothing
 * waits for it to be written, because an older one only makes a source repeat itself.
 */

import type { Bus } from '../../shared/edge/bus.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

export interface Cursors {
  /** As stored last; undefined at the very first start. */
  of(name: string): unknown
  /** Everything up to here is in the log. Null says nothing and is not stored. */
  advance(name: string, cursor: unknown): void
  /** Waits until what was told is stored, or cannot be. */
  flush(): Promise<void>
}

export async function openCursors(bus: Bus, events: Events): Promise<Cursors> {
  const stored = await readCursors(bus)
  const pending = new Map<string, unknown>()
  let writing: Promise<void> | undefined
  const write = async () => {
    while (pending.size > 0) {
      const batch = [...pending]
      pending.clear()
      try {
        await bus.append(
          batch.map(([key, cursor]) => ({
            topic: TOPICS.ingestState,
            key,
            value: JSON.stringify({ cursor }),
          })),
        )
      } catch (error) {
        events.problem('ingest: cursors', error)
        for (const [name, cursor] of batch) if (!pending.has(name)) pending.set(name, cursor)
        return
      }
    }
  }
  const start = () => {
    writing ??= write().finally(() => {
      writing = undefined
    })
    return writing
  }
  return {
    of: (name) => stored.get(name),
    advance(name, cursor) {
      if (cursor === null || cursor === undefined) return
      pending.set(name, cursor)
      void start()
    },
    async flush() {
      await writing
      await start()
    },
  }
}

async function readCursors(bus: Bus): Promise<ReadonlyMap<string, unknown>> {
  const cursors = new Map<string, unknown>()
  const partitions = await bus.partitionsOf(TOPICS.ingestState)
  for (let partition = 0; partition < partitions; partition++) {
    for (const { key, value } of await bus.readCompacted(TOPICS.ingestState, partition)) {
      if (key !== null && value)
        cursors.set(key, decodeJson<{ cursor?: unknown }>(value)?.cursor ?? undefined)
    }
  }
  return cursors
}
