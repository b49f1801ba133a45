/**
 * Feeds are read in a thread of their own: what a stranger has written to be slow, large or deadly ends that thread,
 * after a time or at a size, and never makes the process wait. One document at a time; after an end the next document
 * gets a new thread.
 */

import { Worker } from 'node:worker_threads'
import { SECOND_MS } from '../../shared/core/time.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { FeedReading } from './feed-parse.ts'

export interface FeedText {
  readonly text: string
  /** The address that it was read from. */
  readonly from: string
}

export interface FeedThread {
  /** Never rejects: what goes wrong is the reading's `why`. */
  read(feed: FeedText): Promise<FeedReading>
}

interface ThreadOptions {
  readonly clock: Clock
  /** Ends the thread, and what it is reading. */
  readonly signal: AbortSignal
  /** What runs in the thread; undefined: what reads feeds. */
  readonly main?: URL
}

/**
 * For one document, the start of a thread included. The worst known of 2 MB (one element of 150,000 attributes) takes
 * 1.6 s of CPU, 3.8 s beside others on two cores.
 */
export const LONGEST_READ_MS = 10 * SECOND_MS
/** For the objects of one document; the worst known of 2 MB needs less than 96 MB. */
const MEMORY_MB = 256

const threads = new WeakMap<AbortSignal, FeedThread>()

/** The thread of all who stop together: the sources of a process share one. */
export function feedThread(options: ThreadOptions): FeedThread {
  const known = threads.get(options.signal)
  if (known) return known
  const opened = openFeedThread(options)
  threads.set(options.signal, opened)
  return opened
}

/** Starts nothing before the first document. Run from source (tests) it reads in this thread, unless `main` is given. */
export function openFeedThread(options: ThreadOptions): FeedThread {
  if (options.main === undefined && import.meta.url.endsWith('.ts')) {
    return {
      read: async ({ text, from }) => (await import('./feed-parse.ts')).readFeed(text, from),
    }
  }
  const line = new Line(options)
  return { read: (feed) => line.read(feed) }
}

class Line {
  readonly #options: ThreadOptions
  #worker: Worker | undefined
  #answer: ((reading: FeedReading) => void) | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: ThreadOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.#end(this.#worker, STOPPED), { once: true })
  }

  read(feed: FeedText): Promise<FeedReading> {
    const reading = this.#last.then(() => this.#read(feed))
    this.#last = reading
    return reading
  }

  async #read(feed: FeedText): Promise<FeedReading> {
    const { clock, signal } = this.#options
    if (signal.aborted) return { why: STOPPED }
    this.#worker ??= this.#start()
    const worker = this.#worker
    const tooLong = `it takes too long to read, more than ${LONGEST_READ_MS / SECOND_MS} s`
    const stopWaiting = clock.every(LONGEST_READ_MS, () => this.#end(worker, tooLong))
    // An idle thread must not hold the process, one that is asked must: somebody waits for it.
    worker.ref()
    const reading = await new Promise<FeedReading>((resolve) => {
      this.#answer = resolve
      worker.postMessage(feed)
    })
    worker.unref()
    stopWaiting()
    return reading
  }

  #start(): Worker {
    const main = this.#options.main ?? new URL('./feed-thread-main.js', import.meta.url)
    const worker = new Worker(main, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
    worker.on('message', (reading: FeedReading) => {
      // What an ended thread has said before its end answers nobody.
      if (worker === this.#worker) this.#answer?.(reading)
    })
    worker.on('error', (error) => this.#end(worker, sentenceOf(error)))
    worker.on('exit', (code) => this.#end(worker, `the thread that read it ended (${code})`))
    return worker
  }

  #end(worker: Worker | undefined, why: string): void {
    if (worker === undefined || worker !== this.#worker) return
    this.#worker = undefined
    void worker.terminate()
    this.#answer?.({ why })
  }
}

const STOPPED = 'reading was stopped'

function sentenceOf(error: Error & { readonly code?: string }): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it needs more than ${MEMORY_MB} MB of memory to be read`
    : `the thread that read it failed: ${error.message}`
}
