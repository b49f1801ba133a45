/**
 * Leaky counters: what was said lately, each mention weighing half as much after every half-life. They are linear,
 * so order does not matter within a cell and parts can be added. Source: DETECTION 5.1 (exponential smoothing with
 * lambda = 1 - 2^(-dt/halfLife)).
 */

export interface Leaky {
  /** N: mentions, decayed. */
  mentions: number
  /** N2: sum of squared weights, for the exact variance. */
  squares: number
  /** X: negative mentions, decayed. */
  negatives: number
}

export function emptyLeaky(): Leaky {
  return { mentions: 0, squares: 0, negatives: 0 }
}

/** Lets `elapsedMs` pass. */
export function decay(leaky: Leaky, elapsedMs: number, halfLifeMs: number): void {
  const left = 2 ** (-elapsedMs / halfLifeMs)
  leaky.mentions *= left
  leaky.squares *= left * left
  leaky.negatives *= left
}

/** Adds one closed cell: sums of weights, of their squares, and of weighted negatives. */
export function addCell(leaky: Leaky, mentions: number, squares: number, negatives: number): void {
  leaky.mentions += mentions
  leaky.squares += squares
  leaky.negatives += negatives
}

/** What a mention learned `ageMs` after it was said still weighs, in thousandths (DETECTION 5.1, late events). */
export function weightMilli(ageMs: number, halfLifeMs: number): number {
  return ageMs <= 0 ? 1_000 : Math.round(1_000 * Math.exp((-Math.LN2 * ageMs) / halfLifeMs))
}

/** The share of the way to a new value that an exponential memory goes in `elapsedMs`. */
export function step(elapsedMs: number, halfLifeMs: number): number {
  return 1 - 2 ** (-elapsedMs / halfLifeMs)
}
