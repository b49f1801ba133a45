/** `sturmwarte forecast`: final sizes of posts, NDJSON in and out, line by line in order. */

import { Command } from 'commander'
import { FINAL_AGE_MS, forecastRange } from '../../shared/core/forecast.ts'
import { ageAtPoll, type Growth, type Poll } from '../../shared/core/post-growth.ts'
import { type EpochMs, formatInstant, HOUR_MS, parseInstant } from '../../shared/core/time.ts'
import { type Line, readLines } from '../../shared/edge/lines.ts'
import { print } from './exit.ts'

/** Below that a figure would be a guess: half of the posts err by more than the whole (DETECTION 3 and 5.3). */
const YOUNGEST_MS = 2.5 * HOUR_MS
const COUNTERS = ['likes', 'comments', 'shares'] as const

export function forecastCommand(): Command {
  return new Command('forecast')
    .description(
      'forecast posts: {"id","publishedAt","samples":[{"at","likes","comments","shares"}],"horizonHours"?} a line in, the final size with a 90 % range out',
    )
    .action(async () => {
      for await (const lines of readLines('-'))
        await print(lines.map((line) => `${JSON.stringify(forecastLine(line))}\n`).join(''))
    })
}

/** The line keeps its place in the output, so that inputs and outputs can be counted against each other. */
function forecastLine(line: Line): object {
  const refuse = (id: string | number | null, what: string) => {
    process.stderr.write(`forecast: line ${line.number} ${what}\n`)
    return { id, error: `line ${line.number} ${what}` }
  }
  if (line.bytes.length < line.totalBytes) return refuse(null, 'is too long')
  let input: unknown
  try {
    input = JSON.parse(line.bytes.toString('utf8'))
  } catch {
    return refuse(null, 'is not JSON')
  }
  const {
    id,
    publishedAt,
    samples,
    horizonHours = FINAL_AGE_MS / HOUR_MS,
  } = (input ?? {}) as Record<string, unknown>
  const name = typeof id === 'string' || typeof id === 'number' ? id : null
  const born = typeof publishedAt === 'string' ? parseInstant(publishedAt) : undefined
  if (born === undefined) return refuse(name, 'has no "publishedAt" that is an instant')
  if (!Array.isArray(samples)) return refuse(name, 'has no "samples" that is a list')
  if (typeof horizonHours !== 'number' || !(horizonHours > 0) || horizonHours > 24 * 365)
    return refuse(name, 'has a "horizonHours" that is not between 0 and 8760')
  const polls = pollsOf(samples)
  if (typeof polls === 'string') return refuse(name, polls)
  return { id: name, ...answer({ publishedAt: born, polls }, horizonHours) }
}

/** In order of time; a counter that is unknown keeps its last value, and one that falls shows no growth. */
function pollsOf(samples: readonly unknown[]): readonly Poll[] | string {
  const read: { at: EpochMs; counters: (number | undefined)[] }[] = []
  for (const [i, sample] of samples.entries()) {
    const fields = (sample ?? {}) as Record<string, unknown>
    const at = typeof fields['at'] === 'string' ? parseInstant(fields['at']) : undefined
    if (at === undefined) return `has no "at" that is an instant in sample ${i + 1}`
    const counters = COUNTERS.map((counter) => fields[counter] ?? undefined)
    const wrong = counters.findIndex(
      (value) => value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 0),
    )
    if (wrong >= 0) return `has "${COUNTERS[wrong]}" that is no count in sample ${i + 1}`
    read.push({ at, counters: counters as (number | undefined)[] })
  }
  read.sort((a, b) => a.at - b.at)
  const known = COUNTERS.map(() => 0)
  let highest = 0
  return read.map(({ at, counters }) => {
    counters.forEach((value, i) => {
      known[i] = value ?? known[i]!
    })
    highest = Math.max(highest, known[0]! + known[1]! + known[2]!)
    return { at, total: highest }
  })
}

function answer(growth: Growth, horizonHours: number): object {
  const last = growth.polls.at(-1)
  if (!last) return silence('there is no sample', { current: null, horizonHours })
  const said = { at: formatInstant(last.at), current: last.total }
  const ageMs = ageAtPoll(growth)
  const finalAgeMs = horizonHours * HOUR_MS
  const reason =
    last.at < growth.publishedAt
      ? 'the last sample lies before the post was published'
      : ageMs < Math.min(YOUNGEST_MS, finalAgeMs)
        ? 'younger than 3 hours: a figure would be a guess'
        : undefined
  if (reason) return { ...said, ...silence(reason, { horizonHours }) }
  const forecast = forecastRange(growth, finalAgeMs)
  if (!forecast) {
    const why = 'fewer than 10 interactions, or no two samples 5 minutes apart to measure a rate'
    return { ...said, ...silence(why, { horizonHours }) }
  }
  const { size, low, high } = forecast
  return {
    ...said,
    predicted: Math.round(size),
    low: Math.floor(low),
    high: Math.ceil(high),
    horizonHours,
  }
}

function silence(reason: string, rest: object): object {
  return { predicted: null, low: null, high: null, ...rest, reason }
}
