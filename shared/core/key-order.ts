/**
 * Puts rows of numbers into the order of their keys, in time that grows with their number: keys are hashes, spread
 * evenly, so that a row's bucket is nearly its place.
 */

/** Up to here buckets are not worth making. */
const FEW = 12
/** Keys that crowd like this are no hashes: sorted by comparing. */
const CROWDED = 24
/** Keys have 53 bits. */
const KEYS = 2 ** 53

/** What sorting needs for a moment; nothing in it outlives a call. */
const bench = {
  capacity: 0,
  starts: new Int32Array(0),
  keys: new Float64Array(0),
  order: new Int32Array(0),
  rows: new Float64Array(0),
}

/**
 * Sorts `count` rows of `width` numbers in place by their first one, the key. Rows with the same key come to stand
 * together in no order of their own.
 */
export function sortByKey(rows: number[], width: number, count: number): void {
  if (count <= FEW) insert(rows, width, count)
  else {
    makeRoom(count, width)
    if (!spread(rows, width, count)) compare(rows, width, count)
    arrange(rows, width, count)
  }
}

function insert(rows: number[], width: number, count: number): void {
  const end = count * width
  for (let from = width; from < end; from += width) {
    for (let at = from; at > 0 && rows[at - width]! > rows[at]!; at -= width) {
      for (let i = at; i < at + width; i++) {
        const moved = rows[i]!
        rows[i] = rows[i - width]!
        rows[i - width] = moved
      }
    }
  }
}

function makeRoom(count: number, width: number): void {
  if (bench.capacity < count) {
    bench.capacity = 2 ** Math.ceil(Math.log2(count))
    bench.starts = new Int32Array(bench.capacity + 1)
    bench.keys = new Float64Array(bench.capacity)
    bench.order = new Int32Array(bench.capacity)
  }
  if (bench.rows.length < bench.capacity * width)
    bench.rows = new Float64Array(bench.capacity * width)
}

/** Fills `bench.order`. @returns false where the keys do not spread. */
function spread(rows: readonly number[], width: number, count: number): boolean {
  const { starts, keys, order } = bench
  const buckets = 2 ** Math.ceil(Math.log2(count))
  const perKey = buckets / KEYS
  starts.fill(0, 0, buckets + 1)
  for (let i = 0; i < count; i++) {
    const key = rows[i * width]!
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
  settle(keys, order, count)
  return true
}

/** What stands in the wrong place within its bucket goes to the right one. */
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

function compare(rows: readonly number[], width: number, count: number): void {
  for (let i = 0; i < count; i++) bench.order[i] = i
  bench.order.subarray(0, count).sort((a, b) => rows[a * width]! - rows[b * width]!)
}

function arrange(rows: number[], width: number, count: number): void {
  const { order, rows: sorted } = bench
  for (let i = 0, to = 0; i < count; i++) {
    const from = order[i]! * width
    for (let k = 0; k < width; k++) sorted[to++] = rows[from + k]!
  }
  for (let i = 0; i < count * width; i++) rows[i] = sorted[i]!
}
