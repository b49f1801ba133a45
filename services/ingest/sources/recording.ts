/**
 * Plays a recorded journal at speed: what lies before `playFrom` is read at once, the rest as time goes on. It moves
 * the hand of the playback clock only after the log has taken the records, so that time never overtakes the data.
 */

import { type EpochMs, parseDuration, parseInstant } from '../../../shared/core/time.ts'
import { isPlayback, type PlaybackClock } from '../../../shared/edge/clock.ts'
import { type Line, readLines } from '../../../shared/edge/lines.ts'
import { pause } from '../../../shared/edge/pause.ts'
import { lineItem, readJournalLine } from '../journal.ts'
import { type FetchedItem, Problem, readOptions, type Source } from '../source.ts'

export interface RecordingOptions {
  readonly path: string
  readonly playFrom: EpochMs
  /** Time goes on for so long after the last record, so that storms can end. */
  readonly runOut: number
}

/** The last line acknowledged. */
export interface RecordingCursor {
  readonly line: number
}

/** How often the hand moves, in real milliseconds. */
const STEP_MS = 25
/** Records handed over at once. */
const BLOCK = 500

export const recording: Source<RecordingOptions, Line, RecordingCursor> = {
  name: 'recording',
  summary: 'a recorded journal, played at speed: for demonstrations and training',
  needs: "a journal file; the process runs on the recording's time",
  sees: 'what was recorded',
  cannotSee: 'the present',
  parseOptions: (raw) =>
    readOptions<RecordingOptions>(raw, {
      path: (value) =>
        typeof value === 'string' && value !== '' ? value : new Problem('must name a journal file'),
      playFrom: (value) =>
        parseInstant(value) ?? new Problem('must be an instant such as 2026-03-07T18:00:00Z'),
      runOut: (value) =>
        value === undefined
          ? 0
          : (parseDuration(value) ?? new Problem('must be a duration such as 12h')),
    }),
  async *fetch({ options, cursor, clock, signal }) {
    if (!isPlayback(clock))
      throw new Error('a recording can only be played by a process of its own (sturmwarte demo)')
    const player = createPlayer(clock, signal)
    let block: FetchedItem<Line, RecordingCursor>[] = []
    let lastAt = clock.now()
    let playing = false
    for await (const lines of readLines(options.path, signal)) {
      for (const line of lines) {
        const previousAt = lastAt
        lastAt = Math.max(lastAt, observedAtOf(line) ?? lastAt)
        if (cursor && line.number <= cursor.line) continue
        const begins: boolean = !playing && lastAt >= options.playFrom
        if (begins || block.length >= BLOCK || (playing && lastAt > player.due())) {
          if (block.length > 0) yield block
          block = []
          clock.moveTo(begins ? Math.max(options.playFrom, previousAt) : previousAt)
          playing ||= begins
          if (playing) await player.playTo(lastAt)
          if (signal.aborted) return
        }
        block.push(lineItem(line, { line: line.number }))
      }
    }
    if (signal.aborted) return
    if (block.length > 0) yield block
    clock.moveTo(lastAt)
    await player.playTo(lastAt + options.runOut)
  },
  read: (line) => [readJournalLine(line)],
}

function observedAtOf(line: Line): EpochMs | undefined {
  const found = readJournalLine(line)
  return found.type === 'record' ? found.record.observedAt : undefined
}

function createPlayer(clock: PlaybackClock, signal: AbortSignal) {
  let origin: { readonly at: EpochMs; readonly elapsed: number } | undefined
  /** What the hand would show by now if nothing had to be waited for. */
  const due = (): EpochMs => {
    origin ??= { at: clock.now(), elapsed: clock.elapsed() }
    return Math.floor(origin.at + (clock.elapsed() - origin.elapsed) * clock.speed)
  }
  return {
    due,
    /** Waits until it is `at` on the recording's time; the hand follows in steps, so that calm time passes, too. */
    async playTo(at: EpochMs): Promise<void> {
      for (;;) {
        if (signal.aborted) return
        clock.moveTo(Math.min(at, due()))
        if (clock.now() >= at) return
        await pause(STEP_MS, signal)
      }
    },
  }
}
