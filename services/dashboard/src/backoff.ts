/** How long to wait before the next attempt: doubling, with jitter in the upper half, so that pages do not come in step. */

const MIN_MS = 500
const MAX_MS = 15_000

/** `attempt` counts from 0, `random` is in `[0, 1)`. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_MS, MIN_MS * 2 ** Math.min(attempt, 10))
  return Math.max(MIN_MS, ceiling * (0.5 + random / 2))
}
