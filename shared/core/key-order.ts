/**
 * The order of rows of numbers by their keys, in time that grows with their number: keys are hashes, spread
 * evenly, so that a row's bucket is nearly its place.
 */

/** Up to here buckets are not worth making. */
const FEW = 12
/** Keys that crowd like this are no hashes: sorted by comparing. */
const CROWDED = 24
/** Keys have 53 bits. */
const KEYS = 2 ** 53

/** What is needed for a moment; nothing in it outlives the next call. */
const room = {
  starts: new Int32Array(0),
  keys: new Float64Array(FEW),
  order: new Int32Array(FEW),
}

/** The places of the rows in their order; only the first `count` are meant. */
export interface Order {
  places: Int32Array
  count: number
}

/** The answer of every call. */
const answer: Order = { places: room.order, count: 0 }

/**
 * The places of `count` rows of `width` numbers in the order of their first one, the key. Rows with the same key stand
 * together in no order of their own.
 * @returns valid until the next call.
 */
export function orderByKey(rows: readonly number[], width: number, count: number): Order {
  if (room.order.length < count) makeRoom(count)
  const { keys, order } = room
  for (let i = 0; i < count; i++) {
    keys[i] = rows[i * width]!
    order[i] = i
  }
  if (count > FEW && !spread(rows, width, count)) {
    order.subarray(0, count).sort((a, b) => rows[a * width]! - rows[b * width]!)
  } else settle(keys, order, count)
  answer.places = order
  answer.count = count
  return answer
}

function makeRoom(count: number): void {
  const capacity = 2 ** Math.ceil(Math.log2(count))
  room.starts = new Int32Array(capacity + 1)
  room.keys = new Float64Array(capacity)
  room.order = new Int32Array(capacity)
}

/** Puts each place into the bucket of its key. @returns false, with all as it was, where the keys do not spread. */
function spread(rows: readonly number[], width: number, count: number): boolean {
  const { starts, keys, order } = room
  const buckets = 2 ** Math.ceil(Math.log2(count))
  const perKey = buckets / KEYS
  starts.fill(0, 0, buckets + 1)
  for (let i = 0; i < count; i++) {
    const key = keys[i]!
    if (!(key >= 0 && key < KEYS)) return false
    if (++starts[Math.floor(key * perKey) + 1]! > CROWDED) return false
  }
  for (let i = 0; i < buckets; i++) starts[i + 1]! += starts[i]!
  for (let i = 0; i < count; i++) {
    const key = rows[i * width]!
    const place = starts[Math.floor(key * perKey)]!++
    keys[place] = key
    order[place] = i
  }
  return true
}

/** What stands in the wrong place goes to the right one, which is never far. */
function settle(keys: Float64Array, order: Int32Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const key = keys[i]!
    if (key >= keys[i - 1]!) continue
    const index = order[i]!
    let place = i
    for (; place > 0 && keys[place - 1]! > key; place--) {
      keys[place] = keys[place - 1]!
      order[place] = order[place - 1]!
    }
    keys[place] = key
    order[place] = index
  }
}
