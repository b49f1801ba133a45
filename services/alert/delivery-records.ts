/** The records of the outbox: what is to be sent, and what became of it. */

import type { Delivery, Digest, Notification } from '../../shared/core/alert.ts'
import type { Batch } from '../../shared/edge/bus.ts'
import { decodeJson } from '../../shared/edge/codec.ts'

export type OutboxRecord = Notification | Digest | Delivery

/** What of a batch of `notifications` concerns deliveries. */
export function* recordsOf(batch: Batch): Generator<{ offset: number; record: OutboxRecord }> {
  for (const { offset, value } of batch.records) {
    const record = value && decodeJson<OutboxRecord>(value)
    if (record && OUTBOX_TYPES.has(record.type)) yield { offset, record }
  }
}

const OUTBOX_TYPES: ReadonlySet<string> = new Set(['notification', 'digest', 'delivery'])
