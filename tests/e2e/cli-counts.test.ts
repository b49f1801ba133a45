import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { buildCli, cli, ndjson } from '../harness/cli.ts'
import { newFolder } from '../harness/run-world.ts'
import { seededRandom } from '../harness/seeded-random.ts'

beforeAll(buildCli)

interface ReadingLine {
  readonly brandId: string
  readonly at: string
  readonly mentions: number | null
  readonly negatives: number | null
  readonly zShare: number | null
  readonly zVolume: number | null
  readonly score: number | null
  readonly level: number
}

const START = Date.UTC(2026, 0, 5)
const instant = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')

async function replayCounts(csv: string | Uint8Array, name = 'counts.csv') {
  const folder = newFolder()
  writeFileSync(join(folder, name), csv)
  const ran = await cli(['replay', '--counts', name, '--out', 'out'], { cwd: folder })
  expect(ran.stdout).toBe('')
  expect(ran.status, ran.stderr).toBe(0)
  const out = (file: string) => join(folder, 'out', file)
  return {
    readings: ndjson<ReadingLine>(out('readings.ndjson')),
    storms: ndjson(out('storms.ndjson')),
    deadLetters: ndjson(out('dead-letters.ndjson')),
    summary: JSON.parse(readFileSync(out('summary.json'), 'utf8')),
    text: readFileSync(out('readings.ndjson'), 'utf8') + readFileSync(out('storms.ndjson'), 'utf8'),
  }
}

/** Two days of noise around 20 mentions a cell, with a storm in the second. */
function twoDays(stepMin = 5, storm = true, seed = 1): { at: number; mentions: number }[] {
  const random = seededRandom(seed)
  const perDay = (24 * 60) / stepMin
  return Array.from({ length: 2 * perDay }, (_, i) => {
    const inStorm = storm && i >= 1.5 * perDay && i < 1.6 * perDay
    const usual = (20 + Math.floor(random() * 9)) * (stepMin / 5)
    return { at: START + i * stepMin * MINUTE_MS, mentions: inStorm ? usual * 12 : usual }
  })
}

const csvOf = (rows: readonly { at: number; mentions: number }[], brandId = 'acme') =>
  rows.map(({ at, mentions }) => `${instant(at)},${brandId},${mentions}\n`).join('')

const HEADER = 'at,brandId,mentions\n'

describe('counts', () => {
  test('without negatives: volume decides alone, S = clip(zVolume / 5, -1, 3)', async () => {
    const { readings, storms } = await replayCounts(HEADER + csvOf(twoDays()))
    expect(readings).toHaveLength(2 * 288)
    expect(readings[0]!.at).toBe(instant(START + 5 * MINUTE_MS))
    for (const { zShare, zVolume, score, negatives } of readings) {
      expect([zShare, negatives]).toEqual([null, null])
      expect(score!).toBeCloseTo(Math.min(3, Math.max(-1, zVolume! / 5)), 5)
    }
    const stormAt = START + 36 * 60 * MINUTE_MS
    const opened = storms.filter(
      ({ change, at }) => change === 'opened' && Date.parse(at as string) > stormAt,
    )
    expect(opened).toHaveLength(1)
    expect(opened[0]).toMatchObject({ brandId: 'acme', kind: 'storm' })
    expect((opened[0]!['causes'] as { kind: string }[])[0]!.kind).toBe('volume')
    expect(Date.parse(opened[0]!['at'] as string)).toBeLessThanOrEqual(stormAt + 60 * MINUTE_MS)
  })

  test('the same bytes again, packed or not', async () => {
    const csv = HEADER + csvOf(twoDays())
    const first = await replayCounts(csv)
    expect((await replayCounts(csv)).text).toBe(first.text)
    expect((await replayCounts(gzipSync(csv), 'counts.csv.gz')).text).toBe(first.text)
  })

  test('a missing row and an empty field are unknown, which is not calm; a zero is a zero', async () => {
    const rows = twoDays(5, false).slice(0, 200)
    const missing = rows.filter((_, i) => i < 100 || i >= 112)
    const zeros = rows.map((row, i) => (i >= 100 && i < 112 ? { ...row, mentions: 0 } : row))
    const gone = await replayCounts(HEADER + csvOf(missing))
    expect(gone.readings).toHaveLength(188)
    const empty = await replayCounts(
      HEADER +
        csvOf(rows.slice(0, 100)) +
        rows
          .slice(100, 112)
          .map(({ at }) => `${instant(at)},acme,\n`)
          .join('') +
        csvOf(rows.slice(112)),
    )
    expect(empty.readings).toEqual(gone.readings)
    const zero = await replayCounts(HEADER + csvOf(zeros))
    expect(zero.readings).toHaveLength(200)
    expect(zero.readings[105]).toMatchObject({ mentions: 0 })
    const afterGap = (all: readonly ReadingLine[]) =>
      all.find(({ at }) => at === instant(rows[113]!.at))!
    expect(afterGap(zero.readings).zVolume).not.toBe(afterGap(gone.readings).zVolume)
  })

  test('cells of a minute are summed, cells of an hour enter where they end', async () => {
    const five = twoDays()
    const minutes = five.flatMap(({ at, mentions }) =>
      Array.from({ length: 5 }, (_, i) => ({ at: at + i * MINUTE_MS, mentions: mentions / 5 })),
    )
    const summed = await replayCounts(HEADER + csvOf(minutes))
    const plain = await replayCounts(HEADER + csvOf(five))
    expect(summed.readings.map(({ mentions }) => Math.round(mentions!))).toEqual(
      plain.readings.map(({ mentions }) => mentions),
    )
    expect(summed.storms.map(({ at }) => at)).toEqual(plain.storms.map(({ at }) => at))
    const hours = await replayCounts(HEADER + csvOf(twoDays(60)))
    expect(hours.readings).toHaveLength(48)
    expect(hours.readings[0]!.at).toBe(instant(START + 60 * MINUTE_MS))
    expect(hours.storms.some(({ change }) => change === 'opened')).toBe(true)
  })

  test('`at` off the grid is floored to it', async () => {
    const shifted = twoDays().map(({ at, mentions }) => ({ at: at + 173_000, mentions }))
    const [plain, off] = await Promise.all([
      replayCounts(HEADER + csvOf(twoDays())),
      replayCounts(HEADER + csvOf(shifted)),
    ])
    expect(off.text).toBe(plain.text)
  })

  test('many brands in one file give what each gives alone, one after the other or in turns', async () => {
    const brands = ['acme', 'birke', 'coda'].map((brandId, i) => ({
      brandId,
      rows: twoDays(5, i === 1, i + 1),
    }))
    const inBlocks = brands.map(({ brandId, rows }) => csvOf(rows, brandId)).join('')
    const inTurns = twoDays()
      .map((_, i) => brands.map(({ brandId, rows }) => csvOf([rows[i]!], brandId)).join(''))
      .join('')
    const [blocks, turns, alone] = await Promise.all([
      replayCounts(HEADER + inBlocks),
      replayCounts(HEADER + inTurns),
      replayCounts(HEADER + csvOf(brands[1]!.rows, 'birke')),
    ])
    const of = (all: readonly ReadingLine[], brandId: string) =>
      all.filter((reading) => reading.brandId === brandId)
    for (const { brandId } of brands)
      expect(of(turns.readings, brandId)).toEqual(of(blocks.readings, brandId))
    expect(of(turns.readings, 'birke')).toEqual(alone.readings)
    expect(turns.storms.filter(({ brandId }) => brandId === 'birke')).toEqual(alone.storms)
    expect(Object.keys(turns.summary.brands).sort()).toEqual(['acme', 'birke', 'coda'])
  })

  test('rows that cannot be stand in the dead letters; the rest goes on', async () => {
    const rows = csvOf(twoDays(5, false).slice(0, 50))
    const { readings, deadLetters, summary } = await replayCounts(
      `${HEADER}never,acme,1\n${rows}"2026-01-01T00:00:00Z",acme,7\n`,
    )
    expect(readings).toHaveLength(50)
    expect(deadLetters).toEqual([
      {
        line: 2,
        file: 'counts.csv',
        reason: 'bad-time: "never" is no ISO 8601 instant',
        raw: 'never,acme,1',
      },
      {
        line: 53,
        file: 'counts.csv',
        reason:
          'out-of-order: 2026-01-01T00:00:00Z is earlier than, of this brand, the row before it',
        raw: '"2026-01-01T00:00:00Z",acme,7',
      },
    ])
    expect(summary).toMatchObject({ records: 52, deadLetters: 2 })
  })
})
