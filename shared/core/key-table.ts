/**
 * A table from 53-bit keys to rows `0, 1, 2 …` without gaps, for tables that must stay small: 16 bytes a key where a
 * `Map` takes about 50. Open addressing with linear probing; the last row takes the place of a removed one. The rows'
 * order follows from the order of the calls alone, so that two replays agree.
 */

export interface KeyTable {
  size: number
  /** The key of each row; as long as the table's capacity. */
  keys: Float64Array
  /**
   * By hash, 0 where free; twice as long as `keys`. The low bits, as many as the length needs, are row + 1; the rest
   * are those of the hash, so that keys of other rows are hardly ever looked at: that would be a cache miss each.
   */
  slots: Int32Array
}

/** The first capacity, once there is a key; small, because most brands are. */
const SMALLEST = 16
/** What empty tables share. */
const [NO_KEYS, NO_SLOTS] = [new Float64Array(0), new Int32Array(0)]
/** Multipliers of MurmurHash3's finisher (Appleby, public domain). */
const [MIX_A, MIX_B] = [0x85ebca6b, 0xc2b2ae35]

export function emptyTable(): KeyTable {
  return { size: 0, keys: NO_KEYS, slots: NO_SLOTS }
}

/** A table of these keys in this order. */
export function tableOf(keys: Float64Array): KeyTable {
  if (keys.length === 0) return emptyTable()
  let capacity = SMALLEST
  while (capacity < keys.length) capacity *= 2
  const table = { size: 0, keys: new Float64Array(capacity), slots: new Int32Array(2 * capacity) }
  for (const key of keys) addKey(table, key)
  return table
}

/** The row of a key, or -1. */
export function rowOf(table: KeyTable, key: number, hash = hashOf(key)): number {
  const { keys, slots } = table
  if (table.size === 0) return -1
  const mask = slots.length - 1
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const held = slots[slot]!
    if (held === 0) return -1
    if (((held ^ hash) & ~mask) !== 0) continue
    const row = (held & mask) - 1
    if (keys[row] === key) return row
  }
}

/** Adds a key that is not in the table. @returns its row; the caller's columns may need `keys.length` rows now. */
export function addKey(table: KeyTable, key: number, hash = hashOf(key)): number {
  if (table.size === table.keys.length) grow(table)
  const row = table.size++
  table.keys[row] = key
  occupy(table, hash, row)
  return row
}

/** Removes a row. The last row moves into its place, and the caller's columns must do the same. */
export function removeRow(table: KeyTable, row: number): void {
  const last = table.size - 1
  free(table, slotOf(table, row))
  if (row !== last) {
    const mask = table.slots.length - 1
    const slot = slotOf(table, last)
    table.slots[slot] = (table.slots[slot]! & ~mask) | (row + 1)
    table.keys[row] = table.keys[last]!
  }
  table.size = last
}

function grow(table: KeyTable): void {
  const keys = new Float64Array(Math.max(SMALLEST, 2 * table.keys.length))
  keys.set(table.keys)
  table.keys = keys
  table.slots = new Int32Array(2 * keys.length)
  for (let row = 0; row < table.size; row++) occupy(table, hashOf(keys[row]!), row)
}

function occupy(table: KeyTable, hash: number, row: number): void {
  const { slots } = table
  const mask = slots.length - 1
  let slot = hash & mask
  while (slots[slot] !== 0) slot = (slot + 1) & mask
  slots[slot] = (hash & ~mask) | (row + 1)
}

function slotOf(table: KeyTable, row: number): number {
  const { keys, slots } = table
  const mask = slots.length - 1
  let slot = hashOf(keys[row]!) & mask
  while ((slots[slot]! & mask) !== row + 1) slot = (slot + 1) & mask
  return slot
}

/** Frees a slot and closes the gap, so that no search stops early (Knuth, volume 3, algorithm 6.4 R). */
function free(table: KeyTable, freed: number): void {
  const { keys, slots } = table
  const mask = slots.length - 1
  let gap = freed
  for (let slot = (gap + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const home = hashOf(keys[(slots[slot]! & mask) - 1]!) & mask
    if (((slot - home) & mask) < ((slot - gap) & mask)) continue
    slots[gap] = slots[slot]!
    gap = slot
  }
  slots[gap] = 0
}

/** For callers that look one key up in several tables. */
export function hashOf(key: number): number {
  let mixed = (key >>> 0) ^ Math.imul((key / 0x1_0000_0000) >>> 0, MIX_B)
  mixed = Math.imul(mixed ^ (mixed >>> 16), MIX_A)
  mixed = Math.imul(mixed ^ (mixed >>> 13), MIX_B)
  return mixed ^ (mixed >>> 16)
}
