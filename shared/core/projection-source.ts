/** One source as the page shows it: its state since when, and when it was last heard of. */

import type { SourceView } from './live.ts'
import type { SourceState, SourceStatus } from './mention.ts'
import type { EpochMs } from './time.ts'

/** A source said something at `at`. */
export interface SourceSeen {
  readonly type: 'source-seen'
  readonly source: string
  readonly via: string | undefined
  readonly at: EpochMs
}

export interface SourceEntry {
  readonly view: SourceView
  /** When its state was last told, changed or not. */
  readonly saidAt: EpochMs
  /** All that was said of it then. */
  readonly saidThen: readonly SourceState[]
}

/** A copy stands in every partition, and each source says it again when it starts: only a change is one. */
export function foldStatus(
  known: SourceEntry | undefined,
  input: SourceStatus,
): SourceEntry | undefined {
  const { status, observedAt: saidAt } = input
  if (known && saidAt < known.saidAt) return known
  const saidBefore = known?.saidAt === saidAt ? known.saidThen : []
  if (saidBefore.includes(status)) return known
  const saidThen = [...saidBefore, status]
  if (known?.view.status === status) return { view: known.view, saidAt, saidThen }
  const lastAt = known?.view.lastAt ?? null
  const view = { entity: 'source', id: sourceId(input), status, since: saidAt, lastAt } as const
  return { view, saidAt, saidThen }
}

/** What speaks is live, until its state is told. */
export function foldSeen(
  known: SourceEntry | undefined,
  input: SourceSeen,
): SourceEntry | undefined {
  const { at } = input
  if (!known) {
    const id = sourceId(input)
    return {
      view: { entity: 'source', id, status: 'live', since: at, lastAt: at },
      saidAt: Number.NEGATIVE_INFINITY,
      saidThen: [],
    }
  }
  const { view } = known
  if (view.lastAt !== null && at <= view.lastAt) return known
  return { ...known, view: { ...view, lastAt: at } }
}

export function sourceId({ source, via }: { source: string; via: string | undefined }): string {
  return via === undefined || via === source ? source : `${source}/${via}`
}
