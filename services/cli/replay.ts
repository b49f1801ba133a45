/** `sturmwarte replay`: history through the same core as production, written down. */

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { systemClock } from '../../shared/edge/clock.ts'
import type { Config } from '../../shared/edge/config.ts'
import type { ReplayCounts, ReplaySink } from '../../shared/edge/replay.ts'
import { subjectOf } from '../alert/message-subject.ts'
import { CommandError, EXIT } from './exit.ts'
import { notificationLine, readingLine, stormLine } from './formats.ts'
import { historyOf, playHistory, replayConfig } from './history.ts'

interface ReplayArguments {
  readonly out?: string
  readonly counts?: string
  readonly config?: string
}

export function replayCommand(): Command {
  return new Command('replay')
    .description(
      'journals (or counts) through the same core as production; readings, storms and notifications into a folder',
    )
    .argument('[files...]', 'journals, plain or gzip; - for standard input')
    .option(
      '--out <dir>',
      'where to write readings, storms, notifications, dead letters and a summary; needed',
    )
    .option('--counts <file>', 'a CSV of counts instead of journals')
    .option('--config <file>', 'brands, thresholds and routes; without it the defaults')
    .option('--speed <speed>', 'only "max": as fast as it goes', 'max')
    .action(async (files: string[], options: ReplayArguments & { speed: string }) => {
      // Not left to the parser, which would not get to see what `--ot` was meant to be.
      if (options.out === undefined)
        throw new CommandError('replay needs --out DIR for what it writes', EXIT.usage)
      if (options.speed !== 'max')
        throw new CommandError(
          'replay runs at --speed max only; to watch a recording use demo --speed N',
          EXIT.usage,
        )
      await replay(files, { ...options, out: options.out })
    })
}

async function replay(
  files: readonly string[],
  options: ReplayArguments & { readonly out: string },
): Promise<void> {
  const history = historyOf(files, options.counts)
  const config = replayConfig(options.config)
  const startedAt = systemClock.elapsed()
  const writer = openWriter(options.out, config)
  let counts: ReplayCounts
  try {
    counts = await playHistory(history, config, writer.sink)
  } finally {
    writer.close()
  }
  const summary = summarise(counts, Math.round(systemClock.elapsed() - startedAt))
  told(() =>
    writeFileSync(join(options.out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`),
  )
  process.stderr.write(`${sentence(counts)} ${options.out}\n`)
  if (counts.unmatched > 0 && !config) {
    process.stderr.write(
      `${counts.unmatched} records name no brand; give --config FILE so that its rules decide\n`,
    )
  }
}

function openWriter(
  folder: string,
  config: Config | undefined,
): { sink: ReplaySink; close(): void } {
  told(() => mkdirSync(folder, { recursive: true }))
  const open = (name: string) => new Lines(join(folder, `${name}.ndjson`))
  const readings = open('readings')
  const storms = open('storms')
  const notifications = open('notifications')
  const deadLetters = open('dead-letters')
  const brandNames = new Map((config?.brands ?? []).map(({ id, names }) => [id, names[0] ?? id]))
  const people = new Map((config?.people ?? []).map(({ id, name }) => [id, name]))
  return {
    sink: {
      reading: (reading) => readings.write(readingLine(reading)),
      storm: (event) => storms.write(stormLine(event)),
      notification: (notification) => {
        const subject = subjectOf(
          notification,
          brandNames.get(notification.brandId) ?? notification.brandId,
          people,
        )
        notifications.write(notificationLine(notification, subject))
      },
      deadLetter: ({ line, file, reason, raw }) =>
        deadLetters.write(JSON.stringify({ line, file, reason, raw: raw.toString('utf8') })),
    },
    close: () => {
      for (const lines of [readings, storms, notifications, deadLetters]) lines.close()
    },
  }
}

/** Lines into a file in large pieces, written at once: a slow disk slows the replay down instead of filling memory. */
class Lines {
  readonly #file: number
  readonly #piece = Buffer.allocUnsafe(PIECE_BYTES)
  #used = 0

  constructor(path: string) {
    this.#file = told(() => openSync(path, 'w'))
  }

  write(line: string): void {
    const most = MOST_BYTES_PER_UNIT * line.length + 1
    if (this.#used + most > PIECE_BYTES) this.#flush()
    if (most > PIECE_BYTES) {
      this.#put(Buffer.from(`${line}\n`))
      return
    }
    this.#used += this.#piece.write(line, this.#used)
    this.#piece[this.#used++] = NEWLINE
  }

  close(): void {
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    this.#put(this.#piece.subarray(0, this.#used))
    this.#used = 0
  }

  #put(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; )
      from += told(() => writeSync(this.#file, bytes, from, bytes.length - from))
  }
}

const PIECE_BYTES = 1_048_576
/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES_PER_UNIT = 3
const NEWLINE = 10

function told<Result>(act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    throw new CommandError(`the results could not be written: ${(error as Error).message}`)
  }
}

function summarise(counts: ReplayCounts, durationMs: number): object {
  const { records, mentions, engagement, unmatched, deadLetters, brands } = counts
  return {
    records,
    mentions,
    engagement,
    unmatched,
    deadLetters,
    brands: Object.fromEntries(brands),
    durationMs,
  }
}

function sentence({ records, brands, deadLetters }: ReplayCounts): string {
  let storms = 0
  for (const brand of brands.values()) storms += brand.storms
  const dead = deadLetters > 0 ? `, ${deadLetters} unreadable (see dead-letters.ndjson)` : ''
  return `${records} records, ${brands.size} brands, ${storms} storms${dead}. Written to`
}
