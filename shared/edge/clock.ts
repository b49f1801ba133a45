/** The one place that asks what time it is. Everything else is given a `Clock`. */

import type { EpochMs } from '../core/time.ts'

export interface Clock {
  now(): EpochMs
  /** Milliseconds of the machine itself, from any origin: for cadences and timings of our own work, never for data. */
  elapsed(): number
  /** Calls `tick` about every `periodMs` of this clock's time until the returned function is called. */
  every(periodMs: number, tick: () => void): () => void
}

export const systemClock: Clock = {
  elapsed: () => performance.now(),
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
    elapsed: () => now,
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
 * The clock of a recording: its hand is moved by the source that plays it, after the log has taken the records up to
 * there, so that time never overtakes the data. Timers run `speed` times as fast as real time.
 */
export interface PlaybackClock extends Clock {
  readonly speed: number
  moveTo(at: EpochMs): void
}

export function playbackClock(startAt: EpochMs, speed: number): PlaybackClock {
  let hand = startAt
  return {
    speed,
    now: () => hand,
    elapsed: () => performance.now(),
    every: (periodMs, tick) => repeat(Math.max(SHORTEST_PERIOD_MS, periodMs / speed), tick),
    moveTo(at) {
      hand = Math.max(hand, at)
    },
  }
}

/** Whether a clock plays a recording. */
export function isPlayback(clock: Clock): clock is PlaybackClock {
  return 'speed' in clock
}

/** A played clock wakes nobody more often than this, in real milliseconds. */
const SHORTEST_PERIOD_MS = 20

function repeat(periodMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, periodMs)
  timer.unref?.()
  return () => clearInterval(timer)
}
