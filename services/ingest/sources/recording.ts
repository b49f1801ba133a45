/**
 * Plays a recorded journal at speed: what lies before `playFrom` is read at once, the rest as time goes on. It moves
 * the hand of the playback clock only after the log has taken the records, so that time never overtakes the data.
 */

import { type EpochMs, parseDuration, parseInstant } from '../../../shared/core/time.ts'
import { isPlayback, type PlaybackClock } from '../../../shared/edge/clock.ts'
import { type Line, readLines } from '../../../shared/edge/lines.ts'
import { type FetchedItem, Problem, readOptions, type Source } from '../source.ts'
import { type FileCursor, fileItem, readJournalLine } from './file.ts'

export interface RecordingOptions {
  readonly path: string
  readonly playFrom: EpochMs
  /** Time goes on for so long after the last record, so that storms can end. */
  readonly runOut: number
}

/** How often records are handed over, in real milliseconds. */
const STEP_MS = 25

export const recording: Source<RecordingOptions, Line, FileCursor> = {
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
    let block: FetchedItem<Line, FileCursor>[] = []
    let lastAt = clock.now()
    let playing = false
    for await (const lines of readLines(options.path, signal)) {
      for (const line of lines) {
        const previousAt = lastAt
        lastAt = Math.max(lastAt, observedAtOf(line) ?? lastAt)
        if (cursor && line.number <= cursor.line) continue
        const turns: boolean = !playing && lastAt >= options.playFrom
        if (turns || (playing ? lastAt > clock.now() : block.length >= BLOCK)) {
          if (block.length > 0) yield block
          block = []
          playing ||= turns
          clock.moveTo(turns ? Math.max(options.playFrom, previousAt) : previousAt)
          if (playing) await player.playTo(lastAt)
          if (signal.aborted) return
        }
        block.push(fileItem(line, 0))
      }
    }
    if (block.length > 0) yield block
    clock.moveTo(lastAt)
    await player.playTo(lastAt + options.runOut)
  },
  read: readJournalLine,
}

/** Records handed over at once while history is read. */
const BLOCK = 500

function observedAtOf(line: Line): EpochMs | undefined {
  const [found] = readJournalLine(line)
  return found?.type === 'record' ? found.record.observedAt : undefined
}

function createPlayer(clock: PlaybackClock, signal: AbortSignal) {
  let origin: { at: EpochMs; elapsed: number } | undefined
  const due = (): EpochMs => {
    origin ??= { at: clock.now(), elapsed: clock.elapsed() }
    return origin.at + (clock.elapsed() - origin.elapsed) * clock.speed
  }
  return {
    /** Waits until it is `at` on the recording's time; the hand follows in steps, so that calm time passes, too. */
    async playTo(at: EpochMs): Promise<void> {
      while (!signal.aborted && clock.now() < at) {
        await new Promise((resolve) => setTimeout(resolve, STEP_MS))
        clock.moveTo(Math.min(at, Math.floor(due())))
      }
    },
  }
}
