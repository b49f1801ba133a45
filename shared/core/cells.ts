/**
 * Time without a clock: records wait in the cell in which they became known, and a cell is folded once, when it
 * closes. Within a cell everything combines by sum or maximum, in the order of the keys, so the order of arrival is
 * nothing. A cell is `[end - postGrid, end)`: a record at 10:00:30.000 belongs to the cell that ends at 10:01:00.
 */

import {
  emptyMentions,
  emptySamples,
  type MentionRows,
  putMention,
  putSample,
  type SampleRows,
} from './cell-rows.ts'
import type {
  CountsObservation,
  DeletionObservation,
  EngagementObservation,
  MentionObservation,
} from './observation.ts'
import { type EpochMs, floorTo } from './time.ts'

/** Records as they arrived; what hardly ever comes is left out. */
export interface OpenCell {
  end: EpochMs
  readonly mentions: MentionRows
  readonly samples: SampleRows
  deletions: number[] | undefined
  counts: CountsObservation[] | undefined
}

export interface Cells {
  /** Open cells; hardly ever more than two, because a record closes what ended `grace` before it. */
  open: OpenCell[]
  /** Every cell that ends here or before is folded; `-Infinity` until the first one is. */
  closedTo: EpochMs
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
  /** A closed cell whose arrays serve the next one. */
  spare: OpenCell | undefined
}

export type CellRecord =
  | MentionObservation
  | EngagementObservation
  | CountsObservation
  | DeletionObservation

export function emptyCells(): Cells {
  return {
    open: [],
    closedTo: Number.NEGATIVE_INFINITY,
    seenTo: Number.NEGATIVE_INFINITY,
    lastFoldedAt: Number.NEGATIVE_INFINITY,
    late: 0,
    dueAt: Number.NEGATIVE_INFINITY,
    latest: undefined,
    spare: undefined,
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
      putMention(cell.mentions, record)
      return
    case 'engagement':
      putSample(cell.samples, record)
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
  if (end <= cells.closedTo) {
    end = floorTo(cells.closedTo, postGrid) + postGrid
    cells.late++
  }
  cells.latest = cellAt(cells, end)
  return cells.latest
}

function cellAt(cells: Cells, end: EpochMs): OpenCell {
  const { open } = cells
  for (let i = open.length - 1; i >= 0; i--) if (open[i]!.end === end) return open[i]!
  const cell = cells.spare ?? emptyCell(end)
  cells.spare = undefined
  cell.end = end
  open.push(cell)
  cells.dueAt = Number.NEGATIVE_INFINITY
  return cell
}

function emptyCell(end: EpochMs): OpenCell {
  return {
    end,
    mentions: emptyMentions(),
    samples: emptySamples(),
    deletions: undefined,
    counts: undefined,
  }
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

/** Gives a cell back that was taken out and read; the next one is put into its arrays. */
export function reuseCell(cells: Cells, cell: OpenCell): void {
  cell.deletions = undefined
  cell.counts = undefined
  cells.spare = cell
}
