/**
 * Puts records into the order of their keys, in time that grows with their number: keys are hashes, spread evenly, so
 * that a record's bucket is nearly its place. Reads every key once; records lie far apart in memory.
 */

interface Keyed {
  readonly key: number
}

/** Up to here buckets are not worth making. */
const FEW = 12
/** Keys that crowd like this are no hashes: sorted by comparing. */
const CROWDED = 24
/** Keys have 53 bits. */
const KEYS = 2 ** 53

/** @param ties the order of two with the same key; where it is 0 they stay as they stand. @returns a new or the same array. */
export function sortByKey<Item extends Keyed>(
  items: Item[],
  ties: (a: Item, b: Item) => number,
): Item[] {
  if (items.length < 2) return items
  if (items.length <= FEW) return insert(items, ties)
  return spread(items, ties) ?? items.sort((a, b) => a.key - b.key || ties(a, b))
}

function insert<Item extends Keyed>(items: Item[], ties: (a: Item, b: Item) => number): Item[] {
  for (let i = 1; i < items.length; i++) {
    const item = items[i]!
    const { key } = item
    let place = i
    for (; place > 0; place--) {
      const before = items[place - 1]!
      if (before.key < key || (before.key === key && ties(before, item) <= 0)) break
      items[place] = before
    }
    items[place] = item
  }
  return items
}

/** @returns undefined where the keys do not spread. */
function spread<Item extends Keyed>(
  items: readonly Item[],
  ties: (a: Item, b: Item) => number,
): Item[] | undefined {
  const count = items.length
  const buckets = 2 ** Math.ceil(Math.log2(count))
  const perKey = buckets / KEYS
  const starts = new Int32Array(buckets + 1)
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const { key } = items[i]!
    if (!(key >= 0 && key < KEYS)) return undefined
    keys[i] = key
    if (++starts[Math.floor(key * perKey) + 1]! > CROWDED) return undefined
  }
  for (let i = 0; i < buckets; i++) starts[i + 1]! += starts[i]!
  const sorted = new Float64Array(count)
  const order = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const place = starts[Math.floor(keys[i]! * perKey)]!++
    sorted[place] = keys[i]!
    order[place] = i
  }
  settle(sorted, order, items, ties)
  const out: Item[] = new Array(count)
  for (let i = 0; i < count; i++) out[i] = items[order[i]!]!
  return out
}

/** What stands in the wrong place within its bucket goes to the right one. */
function settle<Item>(
  keys: Float64Array,
  order: Int32Array,
  items: readonly Item[],
  ties: (a: Item, b: Item) => number,
): void {
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!
    if (key > keys[i - 1]!) continue
    const index = order[i]!
    let place = i
    for (; place > 0; place--) {
      const before = keys[place - 1]!
      if (before < key) break
      if (before === key && ties(items[order[place - 1]!]!, items[index]!) <= 0) break
      keys[place] = before
      order[place] = order[place - 1]!
    }
    keys[place] = key
    order[place] = index
  }
}
