/**
 * How the detector's memory of one brand is written down and read back: a layout number, the length of a JSON text,
 * the text, then the columns of the tables as they lie in memory (little-endian, as on every machine Node runs on
 * but one). The worst case stays below 512 kB; `tests/core/detector-laws.test.ts` holds it.
 */

import { packRows, unpackRows } from './cell-rows.ts'
import { type Cells, CLOCK, emptyCell, openCells, restoredCells } from './cells.ts'
import { type BrandCell, type DetectorState, initialState } from './detector-state.ts'
import { packCritics, unpackCritics } from './heard.ts'
import { normsOf } from './post-norms.ts'
import { packPosts, unpackPosts } from './post-table.ts'
import { packSeen, unpackSeen } from './seen.ts'
import type { Talk } from './talk.ts'

/** Raised when a field is added or changes its meaning; the reader refuses what it does not know. */
const LAYOUT = 11
/** Layout number and length of the text, four bytes each. */
const PREFIX = 8

type Column = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array

const COLUMN_TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const
type ColumnType = keyof typeof COLUMN_TYPES
const COLUMN_KINDS = Object.entries(COLUMN_TYPES)

/** The policy is left out: it stands in the log and is stepped in again after a restore. */
export function snapshotState(state: DetectorState): Uint8Array {
  const { policy: _policy, cells, cell, seen, posts, talk, ...rest } = state
  const columns: Column[] = []
  const plain = {
    ...rest,
    ...packCells(cells),
    cell: packCell(cell),
    seen: packSeen(seen),
    posts: { ...posts, table: packPosts(posts.table), norms: posts.norms.sizes },
    talk: talk && { ...talk, critics: packCritics(talk.critics), view: undefined },
  }
  const text = new TextEncoder().encode(
    JSON.stringify(plain, (_, value) => toPlain(value, columns)),
  )
  const length = columns.reduce((sum, column) => sum + column.byteLength, PREFIX + text.length)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, LAYOUT)
  view.setUint32(PREFIX / 2, text.length)
  bytes.set(text, PREFIX)
  let at = PREFIX + text.length
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
    at += column.byteLength
  }
  return bytes
}

export function restoreState(brandId: string, bytes: Uint8Array): DetectorState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const layout = bytes.length < PREFIX ? undefined : view.getUint32(0)
  if (layout !== LAYOUT) {
    throw new RangeError(
      `the snapshot of ${brandId} has layout ${layout}, this version reads ${LAYOUT}: start the version that wrote it, or remove the snapshot and replay`,
    )
  }
  const textEnd = PREFIX + view.getUint32(PREFIX / 2)
  const text = new TextDecoder().decode(bytes.subarray(PREFIX, textEnd))
  let at = textEnd
  const { cells, absorbed, cell, seen, posts, talk, ...rest } = JSON.parse(
    text,
    (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('$column' in value))
        return fromPlain(value)
      const [type, rows] = value.$column as [ColumnType, number]
      const column = new COLUMN_TYPES[type](rows)
      const from = bytes.subarray(at, at + column.byteLength)
      new Uint8Array(column.buffer).set(from)
      at += column.byteLength
      return column
    },
  ) as Packed
  return {
    ...initialState(brandId),
    ...rest,
    cells: unpackCells({ cells, absorbed }),
    cell: unpackCell(cell),
    seen: unpackSeen(seen),
    posts: { ...posts, table: unpackPosts(posts.table), norms: normsOf(posts.norms) },
    talk: talk && { ...talk, critics: unpackCritics(talk.critics), view: undefined },
  }
}

type Packed = Omit<DetectorState, 'cells' | 'cell' | 'seen' | 'posts' | 'talk'> &
  ReturnType<typeof packCells> & {
    readonly talk?: Omit<Talk, 'critics'> & { readonly critics: ReturnType<typeof packCritics> }
    readonly cell: ReturnType<typeof packCell>
    readonly seen: ReturnType<typeof packSeen>
    readonly posts: Omit<DetectorState['posts'], 'table' | 'norms'> & {
      readonly table: ReturnType<typeof packPosts>
      readonly norms: Float32Array
    }
  }

/** JSON has no maps and no `-Infinity`; columns go behind the text, in the order in which they are met on the way back too. */
function toPlain(value: unknown, columns: Column[]): unknown {
  if (value === Number.NEGATIVE_INFINITY) return { $least: true }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map) return { $map: [...value] }
  if (!ArrayBuffer.isView(value)) return value
  const [type] = COLUMN_KINDS.find(([, kind]) => value instanceof kind) ?? []
  if (type === undefined) return value
  columns.push(value as Column)
  return { $column: [type, (value as Column).length] }
}

function fromPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$least' in value) return Number.NEGATIVE_INFINITY
  return '$map' in value ? new Map(value.$map as [unknown, unknown][]) : value
}

/** Authors as columns: a loud cell has thousands. */
function packCell({ negativeAuthors, positiveAuthors, ...cell }: BrandCell) {
  return {
    ...cell,
    negativeAuthors: Float64Array.from(negativeAuthors),
    positiveAuthors: Float64Array.from(positiveAuthors),
  }
}

function unpackCell({ negativeAuthors, positiveAuthors, ...cell }: ReturnType<typeof packCell>) {
  return {
    ...cell,
    negativeAuthors: [...negativeAuthors],
    positiveAuthors: [...positiveAuthors],
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
