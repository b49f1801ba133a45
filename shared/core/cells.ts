/**
 * Time without a clock: records wait in the cell in which they became known, and a cell is folded once, when it
 * closes. Within a cell everything combines by sum or maximum, in the order of the keys, so the order of arrival is
 * nothing. A cell is `[end - postGrid, end)`: a record at 10:00:30.000 belongs to the cell that ends at 10:01:00.
 */

import { sortByKey } from './key-order.ts'
import type {
  CountsObservation,
  DeletionObservation,
  EngagementObservation,
  MentionObservation,
} from './observation.ts'
import { type EpochMs, floorTo } from './time.ts'

/** What the fold needs of a mention: a snapshot must not grow with long ids and names. */
export type CellMention = Pick<
  MentionObservation,
  | 'key'
  | 'at'
  | 'publishedAt'
  | 'kind'
  | 'pNegMilli'
  | 'pPosMilli'
  | 'author'
  | 'own'
  | 'touchpoints'
>

/** Records as they arrived, what hardly ever comes left out; `mentionsOf` and `samplesOf` put them into order. */
export interface OpenCell {
  readonly end: EpochMs
  readonly mentions: CellMention[]
  samples: EngagementObservation[] | undefined
  deletions: number[] | undefined
  counts: CountsObservation[] | undefined
}

export interface Cells {
  /** Open cells; hardly ever more than two, because a record closes what ended `grace` before it. */
  open: OpenCell[]
  /** Every cell that ends here or before is folded; undefined until the first one is. */
  closedTo: EpochMs | undefined
  /** The highest instant heard of, from records or ticks. */
  seenTo: EpochMs
  /** End of the last folded cell that held a record. */
  lastFoldedAt: EpochMs
  /** Late records since the last reading. */
  late: number
  /** Before time has come here no cell closes; `-Infinity` where that has to be found out. Follows from the rest. */
  dueAt: EpochMs
  /** The open cell that was last put into, because the next record mostly belongs there too. Follows from the rest. */
  latest: OpenCell | undefined
}

export type CellRecord =
  | MentionObservation
  | EngagementObservation
  | CountsObservation
  | DeletionObservation

export function emptyCells(): Cells {
  return {
    open: [],
    closedTo: undefined,
    seenTo: Number.NEGATIVE_INFINITY,
    lastFoldedAt: 0,
    late: 0,
    dueAt: Number.NEGATIVE_INFINITY,
    latest: undefined,
  }
}

/** Puts a record into its cell; one whose cell is folded already goes into the next and is counted as late. */
export function putRecord(cells: Cells, record: CellRecord, postGrid: number): void {
  const { at } = record
  const { latest } = cells
  const fits = latest !== undefined && at < latest.end && at >= latest.end - postGrid
  const cell = fits ? latest : cellFor(cells, at, postGrid)
  switch (record.type) {
    case 'mention':
      cell.mentions.push(record)
      return
    case 'engagement':
      if (cell.samples) cell.samples.push(record)
      else cell.samples = [record]
      return
    case 'deletion':
      if (cell.deletions) cell.deletions.push(record.key)
      else cell.deletions = [record.key]
      return
    case 'counts':
      if (cell.counts) cell.counts.push(record)
      else cell.counts = [record]
  }
}

function cellFor(cells: Cells, at: EpochMs, postGrid: number): OpenCell {
  let end = floorTo(at, postGrid) + postGrid
  if (cells.closedTo !== undefined && end <= cells.closedTo) {
    end = floorTo(cells.closedTo, postGrid) + postGrid
    cells.late++
  }
  cells.latest = cellAt(cells, end)
  return cells.latest
}

function cellAt(cells: Cells, end: EpochMs): OpenCell {
  const { open } = cells
  for (let i = open.length - 1; i >= 0; i--) if (open[i]!.end === end) return open[i]!
  const cell: OpenCell = {
    end,
    mentions: [],
    samples: undefined,
    deletions: undefined,
    counts: undefined,
  }
  open.push(cell)
  cells.dueAt = Number.NEGATIVE_INFINITY
  return cell
}

/** Takes a cell out, if there is one that ends at `end`. */
export function takeCell(cells: Cells, end: EpochMs): OpenCell | undefined {
  const { open } = cells
  for (let i = 0; i < open.length; i++) {
    const cell = open[i]!
    if (cell.end !== end) continue
    open[i] = open[open.length - 1]!
    open.pop()
    if (cells.latest === cell) cells.latest = undefined
    return cell
  }
  return undefined
}

/**
 * The end of the earliest open cell, from which the brand's own time begins: known once that cell may close, so
 * that records shuffled within the grace time cannot move it.
 */
export function earliestEnd(cells: Cells): EpochMs | undefined {
  let earliest: EpochMs | undefined
  for (let i = 0; i < cells.open.length; i++) {
    const { end } = cells.open[i]!
    if (earliest === undefined || end < earliest) earliest = end
  }
  return earliest
}

/** The mentions of a cell by key. The same one twice is an edit: the later one stands. */
export function mentionsOf(cell: OpenCell): readonly CellMention[] {
  const sorted = sortByKey(cell.mentions, byAge)
  if (!repeats(sorted)) return sorted
  return sorted.filter((mention, i) => mention.key !== sorted[i + 1]?.key)
}

function repeats(sorted: readonly { readonly key: number }[]): boolean {
  for (let i = 1; i < sorted.length; i++) if (sorted[i]!.key === sorted[i - 1]!.key) return true
  return false
}

/** Of two at the same instant the more negative stands; the rest of the order only has to be one. */
function byAge(a: CellMention, b: CellMention): number {
  return (
    a.at - b.at ||
    a.pNegMilli - b.pNegMilli ||
    a.pPosMilli - b.pPosMilli ||
    a.publishedAt - b.publishedAt ||
    a.author - b.author ||
    Number(a.own) - Number(b.own) ||
    byText(a.kind, b.kind) ||
    byText(a.touchpoints.join(), b.touchpoints.join())
  )
}

/**
 * The samples of a cell by key. Counters are cumulative: of two polls in one cell the larger numbers and the later
 * instant stand.
 */
export function samplesOf(cell: OpenCell): readonly EngagementObservation[] {
  if (!cell.samples) return NO_SAMPLES
  const sorted = sortByKey(cell.samples, bySource)
  if (!repeats(sorted)) return sorted
  const merged: EngagementObservation[] = []
  for (const sample of sorted) {
    const before = merged.at(-1)
    if (before?.key === sample.key) merged[merged.length - 1] = larger(before, sample)
    else merged.push(sample)
  }
  return merged
}

function bySource(a: EngagementObservation, b: EngagementObservation): number {
  return byText(a.source, b.source)
}

const NO_SAMPLES: readonly EngagementObservation[] = []

function larger(a: EngagementObservation, b: EngagementObservation): EngagementObservation {
  return {
    ...a,
    at: Math.max(a.at, b.at),
    likes: largerCount(a.likes, b.likes),
    comments: largerCount(a.comments, b.comments),
    shares: largerCount(a.shares, b.shares),
  }
}

function largerCount(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.max(a, b)
}

function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
