/** Seeded chance for the demo recording: the same seed gives the same stream, so the recording can be rebuilt. */

/** One stream per name: a change in one part of the recording leaves the others as they were. */
export function randomStream(name) {
  let state = hash(name)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (low, high) => low + Math.floor(next() * (high - low + 1))
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    /** Whole number, both ends included. */
    int,
    normal,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)],
    poisson: (mean) => poisson(next, mean),
  }
}

/** Draws each entry once before any comes again; after a reshuffle never the last one at once. */
export function deck(list, random) {
  let rest = []
  let last
  return () => {
    if (rest.length === 0) {
      rest = shuffled(list, random)
      if (rest.length > 1 && rest.at(-1) === last) rest.unshift(rest.pop())
    }
    last = rest.pop()
    return last
  }
}

/** Entries are `[value, weight]`. */
export function weighted(entries, random) {
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let at = random.next() * total
  for (const [value, weight] of entries) {
    at -= weight
    if (at < 0) return value
  }
  return entries.at(-1)[0]
}

function shuffled(list, random) {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.int(0, i)
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

/** Knuth's product method; means stay small here. */
function poisson(next, mean) {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = next(); product > limit; product *= next()) count++
  return count
}

function hash(text) {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 0x01000193)
  return value >>> 0
}
