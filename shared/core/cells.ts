/**
 * Time without a clock: records wait in the cell in which they became known, and a cell is folded once, when it
 * closes. Within a cell everything combines by sum, maximum or smallest id, so the order of arrival is nothing.
 * A cell is `[end - postGrid, end)`: a record at 10:00:30.000 belongs to the cell that ends at 10:01:00.
 */

import type { CountsObservation, EngagementObservation, MentionObservation } from './observation.ts'
import { type EpochMs, floorTo } from './time.ts'

export interface OpenCell {
  readonly mentions: Map<number, MentionObservation>
  readonly samples: Map<number, EngagementObservation>
  readonly deletions: Set<number>
  readonly counts: CountsObservation[]
}

export interface Cells {
  /** Open cells by their end. */
  readonly open: Map<EpochMs, OpenCell>
  /** Every cell that ends here or before is folded; undefined until the first one is. */
  closedTo: EpochMs | undefined
  /** The highest instant heard of, from records or ticks. */
  seenTo: EpochMs
  /** End of the last folded cell that held a record. */
  lastFoldedAt: EpochMs
  /** Late records since the last reading. */
  late: number
}

export type CellRecord =
  | MentionObservation
  | EngagementObservation
  | CountsObservation
  | { readonly type: 'deletion'; readonly key: number; readonly at: EpochMs }

export function emptyCells(): Cells {
  return {
    open: new Map(),
    closedTo: undefined,
    seenTo: Number.NEGATIVE_INFINITY,
    lastFoldedAt: 0,
    late: 0,
  }
}

/** Puts a record into its cell; one whose cell is folded already goes into the next and is counted as late. */
export function putRecord(cells: Cells, record: CellRecord, postGrid: number): void {
  let end = floorTo(record.at, postGrid) + postGrid
  if (cells.closedTo !== undefined && end <= cells.closedTo) {
    end = cells.closedTo + postGrid
    cells.late++
  }
  let cell = cells.open.get(end)
  if (!cell) {
    cell = { mentions: new Map(), samples: new Map(), deletions: new Set(), counts: [] }
    cells.open.set(end, cell)
  }
  switch (record.type) {
    case 'mention':
      putMention(cell, record)
      return
    case 'engagement':
      putSample(cell, record)
      return
    case 'deletion':
      cell.deletions.add(record.key)
      return
    case 'counts':
      cell.counts.push(record)
  }
}

/** The same mention twice in a cell is an edit: the later one stands, of two at the same instant the more negative. */
function putMention(cell: OpenCell, record: MentionObservation): void {
  const known = cell.mentions.get(record.key)
  if (
    known &&
    (known.at > record.at || (known.at === record.at && known.pNegMilli >= record.pNegMilli))
  )
    return
  cell.mentions.set(record.key, record)
}

/** Counters are cumulative: of two polls in one cell the larger numbers and the later instant stand. */
function putSample(cell: OpenCell, record: EngagementObservation): void {
  const known = cell.samples.get(record.key)
  if (!known) {
    cell.samples.set(record.key, record)
    return
  }
  cell.samples.set(record.key, {
    ...record,
    at: Math.max(known.at, record.at),
    likes: larger(known.likes, record.likes),
    comments: larger(known.comments, record.comments),
    shares: larger(known.shares, record.shares),
  })
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.max(a, b)
}

/**
 * The end of the earliest open cell, from which the brand's own time begins: known once that cell may close, so
 * that records shuffled within the grace time cannot move it.
 */
export function earliestEnd(cells: Cells): EpochMs | undefined {
  let earliest: EpochMs | undefined
  for (const end of cells.open.keys()) if (earliest === undefined || end < earliest) earliest = end
  return earliest
}
