/** How counters grow: ordinary posts to a small final size, and curves through given points for the large ones. */

const MINUTE = 60_000
export const POLL_AGES_MIN = [2, 10, 30, 60, 180, 360, 720, 1440]

/** Final counters of an everyday post: a median of five likes, a tail to about eighty. */
export function smallFinal(random, median = 5, cap = 80) {
  const drawn = Math.floor(Math.exp(Math.log(median) + 1.05 * random.normal()))
  const likes = drawn <= cap ? drawn : cap - random.int(0, Math.floor(cap / 3))
  return {
    likes,
    comments: Math.floor(likes * random.between(0, 0.3)) + random.poisson(0.4),
    shares: Math.floor(likes * random.between(0, 0.18)),
    halfMin: random.between(35, 160),
  }
}

/** Polls one ordinary post at the usual ages; growth is `age / (age + halfMin)`, so counters never fall. */
export function pollSmall(journal, post, final, random, ages = POLL_AGES_MIN) {
  for (const age of ages) {
    const observedAt =
      post.publishedAt + age * MINUTE + (age === 2 ? 0 : random.int(-20, 40) * 1000)
    const share = Math.min(1, (1.06 * age) / (age + final.halfMin))
    journal.engagement({
      mentionId: post.id,
      brandId: post.brandId,
      source: post.source,
      observedAt: Math.max(observedAt, post.publishedAt + 100_000),
      likes: Math.floor(final.likes * share),
      comments: Math.floor(final.comments * share),
      shares: Math.floor(final.shares * share),
    })
  }
}

/** A smooth curve through `[minutes, value]`: straight in the logarithm of value + 1. */
export function curve(points) {
  return (minutes) => {
    if (minutes <= points[0][0]) return points[0][1]
    for (let i = 1; i < points.length; i++) {
      const [from, low] = points[i - 1]
      const [to, high] = points[i]
      if (minutes > to) continue
      const a = Math.log(low + 1)
      const b = Math.log(high + 1)
      return Math.exp(a + ((b - a) * (minutes - from)) / (to - from)) - 1
    }
    return points.at(-1)[1]
  }
}

/** Polls a large post: each step of the curve arrives a little early or late, the last point is met exactly. */
export function pollCurve(journal, post, { likes, comments, shares, minutes }, random) {
  const last = minutes.at(-1)
  const seen = { likes: 0, comments: 0, shares: 0 }
  let before = 0
  for (const minute of minutes) {
    for (const [name, value] of Object.entries({ likes, comments, shares })) {
      const step = value(minute) - value(before)
      const level = minute === last ? value(minute) : value(minute) - step * random.between(0, 0.3)
      seen[name] = Math.max(seen[name], Math.floor(level + 1e-6))
    }
    before = minute
    const observedAt = post.publishedAt + minute * MINUTE
    journal.engagement({
      mentionId: post.id,
      brandId: post.brandId,
      source: post.source,
      observedAt,
      ...seen,
    })
  }
}

/** Minutes of age from `from` to `to` (both included) every `step`. */
export function every(step, from, to) {
  const list = []
  for (let minute = from; minute <= to; minute += step) list.push(minute)
  return list
}
