/** Waits for time to pass, or for an abort, whichever comes first. Never rejects. */

import type { Clock } from './clock.ts'

/** What a timer can hold; a longer pause ends here. */
const LONGEST_MS = 2 ** 31 - 1

/** @param clock whose time is meant; without it, that of the machine. */
export function pause(ms: number, signal: AbortSignal, clock?: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const wait = Math.min(ms, LONGEST_MS)
    const cancel = clock ? clock.every(wait, done) : cancelled(setTimeout(done, wait))
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

function cancelled(timer: NodeJS.Timeout): () => void {
  return () => clearTimeout(timer)
}
