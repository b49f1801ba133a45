/**
 * Several processes on one log must know authors by the same key, or else one author counts as many and nobody can be
 * erased. The log holds a fingerprint of the key, never the key.
 */

import { createHmac } from 'node:crypto'
import { type Bus, BusError, partitionOf } from './bus.ts'
import { decodeJson } from './codec.ts'
import { TOPICS } from './topics.ts'

/** No source is called that. */
const NAME = '\u0000author-key'

/** @throws BusError where the log was written with another key. @param path of the key's file, for the sentence */
export async function agreeOnKey(bus: Bus, key: Uint8Array, path: string): Promise<void> {
  const ours = createHmac('sha256', key).update(NAME).digest('hex').slice(0, 16)
  const known = await fingerprintIn(bus)
  if (known === undefined) {
    const value = JSON.stringify({ fingerprint: ours })
    await bus.append([{ topic: TOPICS.ingestState, key: NAME, value }])
  }
  // Of two that begin together the first one's counts.
  const agreed = known ?? (await fingerprintIn(bus)) ?? ours
  if (agreed === ours) return
  throw new BusError(
    `${path} is not the key that the other processes on this log use: copy theirs to this place (scoring and archive need the same one), and start again.`,
  )
}

async function fingerprintIn(bus: Bus): Promise<string | undefined> {
  const topic = TOPICS.ingestState
  const partition = partitionOf(NAME, await bus.partitionsOf(topic))
  const records = await bus.readCompacted(topic, partition, (known) => known)
  const found = records.find((record) => record.key === NAME)?.value
  return found ? decodeJson<{ fingerprint?: string }>(found)?.fingerprint : undefined
}
