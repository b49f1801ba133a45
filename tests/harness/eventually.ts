/** Waiting for what other processes bring about. Each wait has a name and an end, so that a hang says what never came. */

const LOOK_AGAIN_MS = 50
/** Far above what anything needs beside load; a test that waits longer for one thing waits for ever. */
const PATIENCE_MS = 120_000

export interface Patience {
  readonly withinMs?: number
  /** What else is known of the matter, for whoever reads that it never came. */
  readonly about?: () => Promise<string>
}

/**
 * Asks again until `read` gives something.
 * @param what a clause: "the storm is over".
 * @throws one sentence that names `what`, also where `read` itself does not answer
 */
export async function eventually<Value>(
  what: string,
  read: () => Promise<Value | undefined> | Value | undefined,
  { withinMs = PATIENCE_MS, about }: Patience = {},
): Promise<Value> {
  const tooLate = new AbortController()
  const timer = setTimeout(() => tooLate.abort(), withinMs)
  const late = new Promise<typeof LATE>((resolve) => {
    tooLate.signal.addEventListener('abort', () => resolve(LATE), { once: true })
  })
  try {
    while (!tooLate.signal.aborted) {
      const value = await Promise.race([read(), late])
      if (value === LATE) break
      if (value !== undefined) return value
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  } finally {
    clearTimeout(timer)
  }
  throw new Error(`waited ${withinMs} ms in vain until ${what}${await said(about)}`)
}

const LATE = Symbol('late')
const TELLING_MS = 10_000

/** Whatever does not answer must not keep the sentence from being said. */
async function said(about: Patience['about']): Promise<string> {
  if (!about) return ''
  const silence = new Promise<string>((resolve) => {
    setTimeout(() => resolve('nothing more answers'), TELLING_MS).unref()
  })
  const text = await Promise.race([about().catch((error) => `no more is known: ${error}`), silence])
  return `\n${text}`
}
