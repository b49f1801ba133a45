/** The one place that asks what time it is. Everything else is given a `Clock`. */

import type { EpochMs } from '../core/time.ts'

export interface Clock {
  now(): EpochMs
  /** Calls `tick` about every `periodMs` of this clock's time until the returned function is called. */
  every(periodMs: number, tick: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every: (periodMs, tick) => repeat(periodMs, tick),
}

/** A clock that stands still until it is told to move; for tests and replays. */
export interface ManualClock extends Clock {
  moveTo(at: EpochMs): void
}

export function manualClock(startAt: EpochMs): ManualClock {
  let now = startAt
  const ticks = new Set<{ periodMs: number; nextAt: EpochMs; tick: () => void }>()
  return {
    now: () => now,
    every(periodMs, tick) {
      const entry = { periodMs, nextAt: now + periodMs, tick }
      ticks.add(entry)
      return () => ticks.delete(entry)
    },
    moveTo(at) {
      for (;;) {
        const due = [...ticks]
          .filter((entry) => entry.nextAt <= at)
          .sort((a, b) => a.nextAt - b.nextAt)[0]
        if (!due) break
        now = due.nextAt
        due.nextAt += due.periodMs
        due.tick()
      }
      now = Math.max(now, at)
    },
  }
}

/**
 * Plays recorded time `speed` times as fast as real time. It stands at `startAt` until `start` is called, so that
 * a recording's history can be read first.
 */
export interface PlaybackClock extends Clock {
  /** Begins to run from `at`; calling it again moves the hand. */
  start(at: EpochMs): void
}

export function playbackClock(startAt: EpochMs, speed: number): PlaybackClock {
  let origin: EpochMs = startAt
  let startedAt: number | undefined
  return {
    now: () =>
      startedAt === undefined ? origin : origin + (performance.now() - startedAt) * speed,
    every: (periodMs, tick) => repeat(Math.max(SHORTEST_PERIOD_MS, periodMs / speed), tick),
    start(at) {
      origin = at
      startedAt = performance.now()
    },
  }
}

/** A played clock wakes nobody more often than this, in real milliseconds. */
const SHORTEST_PERIOD_MS = 20

function repeat(periodMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, periodMs)
  timer.unref?.()
  return () => clearInterval(timer)
}
