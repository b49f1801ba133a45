/** Reads what `pack.ts` wrote. */

import { COLUMNS, type Column, type Fields, KIND } from './pack.ts'

interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

/** What `pack` was given. @throws RangeError for bytes that end too early or were never packed. */
export function unpack(packed: Uint8Array, like: unknown, from = 0): unknown {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  return read({ bytes: packed, view, at: from }, like)
}

function read(from: Reader, like: unknown): unknown {
  const kind = from.view.getUint8(from.at++)
  if (kind >= KIND.SMALL) return kind - KIND.SMALL
  switch (kind) {
    case KIND.SAME:
      return like
    case KIND.UNDEFINED:
      return undefined
    case KIND.NULL:
      return null
    case KIND.FALSE:
      return false
    case KIND.TRUE:
      return true
    case KIND.WHOLE:
      from.at += 4
      return from.view.getInt32(from.at - 4, true)
    case KIND.NUMBER:
      from.at += 8
      return from.view.getFloat64(from.at - 8, true)
    case KIND.SHAPED:
      return readShaped(from, like as Fields)
    case KIND.COLUMN:
      return readColumn(from)
    default:
      return readMany(from, kind, readCount(from))
  }
}

function readCount(from: Reader): number {
  let number = 0
  for (let shift = 0; ; shift += 7) {
    const part = from.view.getUint8(from.at++)
    number += (part & 0x7f) * 2 ** shift
    if (part < 0x80) return number
  }
}

function readMany(from: Reader, kind: number, many: number): unknown {
  switch (kind) {
    case KIND.NARROW:
      return readText(from, many, 1)
    case KIND.WIDE:
      return readText(from, many, 2)
    case KIND.LIST: {
      const list: unknown[] = []
      for (let i = 0; i < many; i++) list.push(read(from, list[i - 1]))
      return isNumbers(list) ? bare(list) : list
    }
    case KIND.MAP: {
      const map = new Map<unknown, unknown>()
      let before: unknown
      for (let i = 0; i < many; i++) {
        const key = read(from, undefined)
        before = read(from, before)
        map.set(key, before)
      }
      return map
    }
    case KIND.OBJECT: {
      const object: Record<string, unknown> = {}
      for (let i = 0; i < many; i++) {
        const name = read(from, undefined) as string
        object[name] = read(from, undefined)
      }
      return object
    }
    default:
      throw new RangeError(`nothing that was packed begins with ${kind}`)
  }
}

function isNumbers(list: readonly unknown[]): list is readonly number[] {
  return list.every((one) => typeof one === 'number')
}

/**
 * The same numbers side by side: where a list might have held anything, V8 puts each number into an object of its own,
 * and a brand that was read back takes 10 kB more. Without room for more, which most lists never need.
 */
function bare(numbers: readonly number[]): number[] {
  const list: number[] = []
  for (const one of numbers) list.push(one)
  return list.slice()
}

/** So many units become text at once; a call takes a bounded number of arguments. */
const AT_ONCE = 1_024

function readText(from: Reader, length: number, width: number): string {
  const { view } = from
  let text = ''
  for (let done = 0; done < length; done += AT_ONCE) {
    const units: number[] = []
    for (let i = Math.min(AT_ONCE, length - done); i > 0; i--, from.at += width)
      units.push(width === 1 ? view.getUint8(from.at) : view.getUint16(from.at, true))
    text += String.fromCharCode(...units)
  }
  return text
}

/** In the template's shape, so that what was read is as quick as what was made. */
function readShaped(from: Reader, like: Fields): Fields {
  const object: Record<string, unknown> = { ...like }
  for (const name of Object.keys(like)) object[name] = read(from, like[name])
  return object
}

function readColumn(from: Reader): Column {
  const kind = COLUMNS[from.view.getUint8(from.at++)]
  const column = kind && new kind(readCount(from))
  if (!column || from.at + column.byteLength > from.bytes.length)
    throw new RangeError('a column ends too early')
  const to = from.at + column.byteLength
  new Uint8Array(column.buffer).set(from.bytes.subarray(from.at, to))
  from.at = to
  return column
}
