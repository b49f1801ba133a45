/** The process as a whole: runs until it is told to stop or a part fails for good. */

/** A graceful stop may take this long; then the process ends anyway. State is in the log. */
const STOP_WITHIN_MS = 10_000

/**
 * Resolves with the first SIGINT or SIGTERM; the second ends the process at once. To be called before anything is
 * started, so that no signal finds nobody listening.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const onSignal = () => {
      if (++signals > 1) process.exit(1)
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}

/**
 * Waits for `signalled` to resolve or `failed` to reject, then stops.
 * @throws what `failed` rejected with, after everything else was stopped.
 */
export async function runUntilStopped(
  signalled: Promise<void>,
  failed: Promise<unknown>,
  stop: () => Promise<void>,
): Promise<void> {
  const failure = await Promise.race([
    signalled.then(() => undefined),
    new Promise<Failure>((resolve) => {
      failed.catch((error: unknown) => resolve({ error }))
    }),
  ])
  const deadline = setTimeout(() => process.exit(failure ? 1 : 0), STOP_WITHIN_MS)
  await stop()
  clearTimeout(deadline)
  if (failure) throw failure.error
}

interface Failure {
  readonly error: unknown
}
