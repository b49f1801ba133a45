/**
 * Time without a clock: records wait in the cell in which they became known, and a cell is folded once, when it
 * closes. Within a cell everything combines by sum or maximum, in the order of the keys, so the order of arrival is
 * nothing. A cell is `[end - postGrid, end)`: a record at 10:00:30.000 belongs to the cell that ends at 10:01:00.
 */

import {
  clearRows,
  emptyRows,
  forgetTexts,
  putMention,
  putSample,
  type Rows,
  roomOf,
} from './cell-rows.ts'
import { putTold, type Told } from './heard.ts'
import type {
  CountsObservation,
  DeletionObservation,
  EngagementObservation,
  MentionObservation,
} from './observation.ts'
import { type EpochMs, floorTo } from './time.ts'

/** Records as they arrived; what hardly ever comes is left out. */
export interface OpenCell extends Rows {
  end: EpochMs
  deletions: number[] | undefined
  counts: CountsObservation[] | undefined
  /** Mentions whose words are known, a sample. */
  told: Told[] | undefined
}

export interface Cells {
  /** Instants by `CLOCK`. One array, because each alone would lie in a box of its own, which is a cache miss each. */
  readonly clock: number[]
  /** The open cell that was last put into, because the next record mostly belongs there too. */
  latest: OpenCell | undefined
  /** The others; hardly ever any, because a record closes what ended `grace` before it. */
  others: OpenCell[] | undefined
  /** A closed cell whose arrays serve the next one, where they have grown; small ones serve all brands. */
  spare: OpenCell | undefined
  /** Late records since the last reading. */
  late: number
}

/** Places in `clock`. */
export const CLOCK = {
  /** The highest instant heard of, from records or ticks. */
  seenTo: 0,
  /** Before time has come here no cell closes; `-Infinity` where that has to be found out. Follows from the rest. */
  dueAt: 1,
  /** The end of `latest` and of the earliest open cell; `Infinity` without one. Both follow from the rest. */
  latestEnd: 2,
  earliestEnd: 3,
  /** Every cell that ends here or before is folded; `-Infinity` until the first one is. */
  closedTo: 4,
  /** End of the last folded cell that held a record. */
  lastFoldedAt: 5,
  /** Highest offsets folded of the two topics. */
  mentions: 6,
  engagement: 7,
} as const

export type CellRecord =
  | MentionObservation
  | EngagementObservation
  | CountsObservation
  | DeletionObservation

/** What one cell is as long as, and how long after its end it stays open. */
export interface CellTimes {
  readonly postGrid: number
  readonly grace: number
}

export function emptyCells(): Cells {
  const [never, none] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return {
    clock: [never, none, none, none, never, never, -1, -1],
    latest: undefined,
    others: undefined,
    spare: undefined,
    late: 0,
  }
}

/** Puts a record into its cell; one whose cell is folded already goes into the next and is counted as late. */
export function putRecord(cells: Cells, record: CellRecord, times: CellTimes): void {
  const { at } = record
  const end = cells.clock[CLOCK.latestEnd]!
  const fits = at < end && at >= end - times.postGrid
  const cell = fits && cells.latest ? cells.latest : cellFor(cells, at, times)
  switch (record.type) {
    case 'mention':
      putMention(cell, record)
      if (record.said === undefined) return
      cell.told ??= []
      putTold(cell.told, record, record.said)
      return
    case 'engagement':
      putSample(cell, record)
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

function cellFor(cells: Cells, at: EpochMs, times: CellTimes): OpenCell {
  const closedTo = cells.clock[CLOCK.closedTo]!
  let end = floorTo(at, times.postGrid) + times.postGrid
  if (end <= closedTo) {
    end = floorTo(closedTo, times.postGrid) + times.postGrid
    cells.late++
  }
  const { latest, clock } = cells
  if (latest && latest.end === end) return latest
  leaveLatest(cells)
  const cell = takeOther(cells, end) ?? openCell(cells, end, times.grace)
  cells.latest = cell
  clock[CLOCK.latestEnd] = end
  return cell
}

/** The next record looks for its cell anew; also where cells have become longer or shorter. */
export function leaveLatest(cells: Cells): void {
  const { latest } = cells
  if (!latest) return
  if (cells.others) cells.others.push(latest)
  else cells.others = [latest]
  cells.latest = undefined
  cells.clock[CLOCK.latestEnd] = Number.POSITIVE_INFINITY
}

function openCell(cells: Cells, end: EpochMs, grace: number): OpenCell {
  const { clock } = cells
  const cell = cells.spare ?? SPARE.pop() ?? emptyCell(end)
  cells.spare = undefined
  cell.end = end
  if (end < clock[CLOCK.earliestEnd]!) clock[CLOCK.earliestEnd] = end
  if (end + grace < clock[CLOCK.dueAt]!) clock[CLOCK.dueAt] = end + grace
  return cell
}

export function emptyCell(end: EpochMs, rows = emptyRows()): OpenCell {
  return { end, ...rows, deletions: undefined, counts: undefined, told: undefined }
}

function takeOther(cells: Cells, end: EpochMs): OpenCell | undefined {
  const { others } = cells
  const found = others?.findIndex((cell) => cell.end === end) ?? -1
  if (!others || found < 0) return undefined
  const [cell] = others.splice(found, 1)
  if (others.length === 0) cells.others = undefined
  return cell
}

/** Takes a cell out, if there is one that ends at `end`. */
export function takeCell(cells: Cells, end: EpochMs): OpenCell | undefined {
  const { clock, latest } = cells
  if (end < clock[CLOCK.earliestEnd]!) return undefined
  if (clock[CLOCK.latestEnd] !== end || !latest) {
    const other = takeOther(cells, end)
    if (other) clock[CLOCK.earliestEnd] = earliestOf(cells)
    return other
  }
  cells.latest = undefined
  clock[CLOCK.latestEnd] = Number.POSITIVE_INFINITY
  clock[CLOCK.earliestEnd] = earliestOf(cells)
  return latest
}

function earliestOf({ latest, others }: Cells): EpochMs {
  let earliest = latest ? latest.end : Number.POSITIVE_INFINITY
  if (others) for (const { end } of others) earliest = Math.min(earliest, end)
  return earliest
}

/** Every open cell. */
export function openCells({ latest, others }: Cells): OpenCell[] {
  return [...(others ?? []), ...(latest ? [latest] : [])]
}

/** Cells as they were written down. @param instants beside those that follow from the rest. */
export function restoredCells(
  open: OpenCell[],
  instants: { readonly [name in keyof typeof CLOCK]?: number },
  late: number,
): Cells {
  const cells = { ...emptyCells(), others: open.length > 0 ? open : undefined, late }
  for (const [name, place] of Object.entries(CLOCK)) {
    const instant = instants[name as keyof typeof CLOCK]
    if (instant !== undefined) cells.clock[place] = instant
  }
  cells.clock[CLOCK.earliestEnd] = earliestOf(cells)
  cells.clock[CLOCK.dueAt] = Number.NEGATIVE_INFINITY
  return cells
}

/**
 * Empty cells of no brand: most brands are quiet, and each would keep 700 bytes for the next time. Nothing of a record is
 * left in them.
 */
const SPARE: OpenCell[] = []
/** So many are kept, each with arrays for at most so many records of a kind; more is not worth it. */
const [MOST_SPARE, SMALL] = [512, 2]

/** Gives a cell back that was taken out and read; the next one is put into its arrays. */
export function reuseCell(cells: Cells, cell: OpenCell): void {
  clearRows(cell)
  cell.deletions = undefined
  cell.counts = undefined
  cell.told = undefined
  if (roomOf(cell) > SMALL) cells.spare = cell
  else if (SPARE.length < MOST_SPARE) {
    forgetTexts(cell)
    SPARE.push(cell)
  }
}
