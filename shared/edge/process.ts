/** The process as a whole: runs until it is told to stop or a part fails for good. */

/** A graceful stop may take this long; then the process ends anyway. State is in the log. */
const STOP_WITHIN_MS = 10_000

/**
 * Waits for SIGINT, SIGTERM, or `failed` to reject, then stops. A second signal ends the process at once.
 * @throws what `failed` rejected with, after everything else was stopped.
 */
export async function runUntilStopped(
  stop: () => Promise<void>,
  failed: Promise<unknown>,
): Promise<void> {
  let failure: unknown
  const signalled = new Promise<void>((resolve) => {
    let signals = 0
    const onSignal = () => {
      if (++signals > 1) process.exit(1)
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  await Promise.race([
    signalled,
    failed.then(
      () => new Promise(() => undefined),
      (error) => {
        failure = error
      },
    ),
  ])
  const deadline = setTimeout(() => process.exit(failure === undefined ? 0 : 1), STOP_WITHIN_MS)
  await stop()
  clearTimeout(deadline)
  if (failure !== undefined) throw failure
}
