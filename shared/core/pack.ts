/**
 * Values as bytes, for snapshots: in a fraction of the time and room of JSON text, and exact (`undefined`, `-Infinity`,
 * lone surrogates). A template says what fields there are, so that their names are not written; what is as in the
 * template is one byte. Rows of a list are written beside the one before.
 */

/** What may be packed: plain objects, lists, maps and these columns of numbers. */
export const COLUMNS = [Float64Array, Float32Array, Uint32Array, Uint16Array, Uint8Array] as const
export type Column = InstanceType<(typeof COLUMNS)[number]>
export type Fields = Readonly<Record<string, unknown>>

/**
 * What a value begins with. `SAME`: as in the template. `SHAPED`: fields in the template's order. From `SMALL` on small
 * whole numbers themselves.
 */
export const KIND = {
  SAME: 0,
  UNDEFINED: 1,
  NULL: 2,
  FALSE: 3,
  TRUE: 4,
  WHOLE: 5,
  NUMBER: 6,
  NARROW: 7,
  WIDE: 8,
  LIST: 9,
  MAP: 10,
  OBJECT: 11,
  SHAPED: 12,
  COLUMN: 13,
  SMALL: 14,
} as const
const SMALL_END = 256 - KIND.SMALL

/** What is being written, of any value; it only grows. */
let bytes = new Uint8Array(65_536)
let view = new DataView(bytes.buffer)
let end = 0

/** @param like a template: the same one must be given to `unpack`. @param from so many bytes stay free before it. */
export function pack(value: unknown, like: unknown, from = 0): Uint8Array {
  end = from
  write(value, like)
  return bytes.slice(0, end)
}

function room(more: number): void {
  if (end + more <= bytes.length) return
  const larger = new Uint8Array(2 * (end + more))
  larger.set(bytes.subarray(0, end))
  bytes = larger
  view = new DataView(bytes.buffer)
}

function tag(one: number): void {
  room(1)
  bytes[end++] = one
}

/** Seven bits a byte, the lowest first, with the eighth set where more follow (LEB128). */
function count(number: number): void {
  room(5)
  let rest = number
  for (; rest >= 0x80; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80
  bytes[end++] = rest
}

function write(value: unknown, like: unknown): void {
  if (typeof value === 'object' && value !== null) writeObject(value, like)
  // Of two zeros only one is the same.
  else if (Object.is(value, like)) tag(KIND.SAME)
  else if (typeof value === 'number') writeNumber(value)
  else if (typeof value === 'string') writeText(value)
  else if (value === undefined) tag(KIND.UNDEFINED)
  else if (value === null) tag(KIND.NULL)
  else if (typeof value === 'boolean') tag(value ? KIND.TRUE : KIND.FALSE)
  else throw new TypeError(`a ${typeof value} cannot be packed`)
}

function writeNumber(value: number): void {
  room(9)
  const isWhole = (value | 0) === value && !Object.is(value, -0)
  if (isWhole && value >= 0 && value < SMALL_END) bytes[end++] = KIND.SMALL + value
  else if (isWhole) {
    bytes[end] = KIND.WHOLE
    view.setInt32(end + 1, value, true)
    end += 5
  } else {
    bytes[end] = KIND.NUMBER
    view.setFloat64(end + 1, value, true)
    end += 9
  }
}

function writeText(text: string): void {
  const { length } = text
  const isNarrow = !IS_WIDE.test(text)
  tag(isNarrow ? KIND.NARROW : KIND.WIDE)
  count(length)
  room(2 * length)
  if (isNarrow) for (let i = 0; i < length; i++) bytes[end++] = text.charCodeAt(i)
  else for (let i = 0; i < length; i++, end += 2) view.setUint16(end, text.charCodeAt(i), true)
}

const IS_WIDE = /[\u0100-\uffff]/

function writeObject(value: object, like: unknown): void {
  if (Array.isArray(value)) writeList(value)
  else if (value instanceof Map) writeMap(value)
  else if (ArrayBuffer.isView(value)) writeColumn(value as Column)
  else writeFields(value as Fields, like)
}

function writeFields(fields: Fields, like: unknown): void {
  if (isShaped(fields, like)) {
    tag(KIND.SHAPED)
    for (const name of Object.keys(like)) write(fields[name], like[name])
    return
  }
  const names = Object.keys(fields)
  tag(KIND.OBJECT)
  count(names.length)
  for (const name of names) {
    write(name, undefined)
    write(fields[name], undefined)
  }
}

/** Whether it has the fields of the template in their order and no others. */
function isShaped(fields: Fields, like: unknown): like is Fields {
  if (!isPlain(like)) return false
  const names = Object.keys(like)
  let found = 0
  for (const name in fields) if (name !== names[found++]) return false
  return found === names.length
}

function isPlain(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof Map) && !ArrayBuffer.isView(value)
}

/**
 * A copy is read: code that reads lists of numbers and lists of objects alike makes V8 put every number it finds in a
 * list into an object of its own, for good, and a brand takes 9 kB more from its first snapshot on.
 */
function writeList(original: readonly unknown[]): void {
  const list = original.slice()
  tag(KIND.LIST)
  count(list.length)
  for (let i = 0; i < list.length; i++) write(list[i], list[i - 1])
}

function writeMap(map: ReadonlyMap<unknown, unknown>): void {
  tag(KIND.MAP)
  count(map.size)
  let before: unknown
  for (const [key, value] of map) {
    write(key, undefined)
    write(value, before)
    before = value
  }
}

function writeColumn(column: Column): void {
  const kind = COLUMNS.findIndex((one) => column instanceof one)
  if (kind < 0) throw new TypeError('no column of this kind can be packed')
  tag(KIND.COLUMN)
  tag(kind)
  count(column.length)
  room(column.byteLength)
  bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), end)
  end += column.byteLength
}

/** A number that changes with the fields of a template: what was packed with another must not be read with this one. */
export function shapeOf(like: unknown): number {
  let hash = 0
  const mix = (text: string) => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  const walk = (value: unknown) => {
    if (!isPlain(value)) return
    for (const name of Object.keys(value)) {
      mix(`${name};`)
      walk(value[name])
    }
    mix('.')
  }
  walk(like)
  return hash >>> 0
}
