/**
 * How the detector's memory of one brand is written down and read back: a layout number, a number that changes with the
 * fields of a state, then the state as `pack.ts` has it, columns of tables as they lie in memory (little-endian, as on
 * every machine Node runs on but one). The worst case stays below 512 kB; `tests/core/detector-laws.test.ts` holds it.
 */

import { packRows, unpackRows } from './cell-rows.ts'
import { type Cells, CLOCK, emptyCell, openCells, restoredCells } from './cells.ts'
import { type BrandCell, type DetectorState, initialState } from './detector-state.ts'
import { packCritics, unpackCritics } from './heard.ts'
import { pack, shapeOf } from './pack.ts'
import { packNorms, unpackNorms } from './post-norms.ts'
import { packPosts, unpackPosts } from './post-table.ts'
import { packSeen, unpackSeen } from './seen.ts'
import { unpack } from './unpack.ts'

/** Raised when a field changes its meaning; the reader refuses what it does not know, and other fields as well. */
const LAYOUT = 16
/** Layout number and the number of the fields, four bytes each. */
const PREFIX = 8

/** The policy is left out: it stands in the log and is stepped in again after a restore. */
function plainOf(state: DetectorState) {
  const { policy: _policy, cells, cell, seen, posts, talk, ...rest } = state
  return {
    ...rest,
    ...packCells(cells),
    cell: packCell(cell),
    seen: packSeen(seen),
    posts: { ...posts, table: packPosts(posts.table), norms: packNorms(posts.norms) },
    talk: talk && {
      ...talk,
      critics: packCritics(talk.critics),
      others: packCritics(talk.others),
      view: undefined,
    },
  }
}

const EMPTY = plainOf(initialState(''))
const SHAPE = shapeOf(EMPTY)

export function snapshotState(state: DetectorState): Uint8Array {
  const bytes = pack(plainOf(state), EMPTY, PREFIX)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LAYOUT)
  view.setUint32(PREFIX / 2, SHAPE)
  return bytes
}

export function restoreState(brandId: string, bytes: Uint8Array): DetectorState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const layout = bytes.length < PREFIX ? undefined : view.getUint32(0)
  const shape = layout === LAYOUT ? view.getUint32(PREFIX / 2) : 0
  if (shape !== SHAPE) {
    throw new RangeError(
      `the snapshot of ${brandId} has layout ${layout} (fields ${shape}), this version reads ${LAYOUT} (${SHAPE}): start the version that wrote it, or remove the snapshot and replay`,
    )
  }
  const plain = unpack(bytes, EMPTY, PREFIX) as ReturnType<typeof plainOf>
  const { cells, absorbed, cell, seen, posts, talk, ...rest } = plain
  return {
    ...initialState(brandId),
    ...rest,
    cells: unpackCells({ cells, absorbed }),
    cell: unpackCell(cell),
    seen: unpackSeen(seen),
    posts: { ...posts, table: unpackPosts(posts.table), norms: unpackNorms(posts.norms) },
    talk: talk && {
      ...talk,
      critics: unpackCritics(talk.critics),
      others: unpackCritics(talk.others),
      view: undefined,
    },
  }
}

/** Authors as columns: a loud cell has thousands. */
function packCell({ negativeAuthors, positiveAuthors, unsureAuthors, ...cell }: BrandCell) {
  return {
    ...cell,
    negativeAuthors: Float64Array.from(negativeAuthors),
    positiveAuthors: Float64Array.from(positiveAuthors),
    unsureAuthors: Float64Array.from(unsureAuthors),
  }
}

function unpackCell({
  negativeAuthors,
  positiveAuthors,
  unsureAuthors,
  ...cell
}: ReturnType<typeof packCell>) {
  return {
    ...cell,
    negativeAuthors: [...negativeAuthors],
    positiveAuthors: [...positiveAuthors],
    unsureAuthors: [...unsureAuthors],
  }
}

function packCells({ clock, late, ...cells }: Cells) {
  const instants = {
    closedTo: clock[CLOCK.closedTo]!,
    seenTo: clock[CLOCK.seenTo]!,
    lastFoldedAt: clock[CLOCK.lastFoldedAt]!,
  }
  const open = openCells({ clock, late, ...cells }).map((cell) => {
    const { end, deletions, counts, told } = cell
    return { end, ...packRows(cell), deletions, counts, told }
  })
  return {
    absorbed: { mentions: clock[CLOCK.mentions]!, engagement: clock[CLOCK.engagement]! },
    cells: { ...instants, late, open },
  }
}

function unpackCells({ cells, absorbed }: ReturnType<typeof packCells>): Cells {
  const { open, late, ...instants } = cells
  const cellsOf = open.map(({ end, deletions, counts, told, ...rows }) => ({
    ...emptyCell(end, unpackRows(rows)),
    deletions,
    counts,
    told,
  }))
  return restoredCells(cellsOf, { ...instants, ...absorbed }, late)
}
