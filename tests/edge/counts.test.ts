import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { readCounts } from '../../shared/edge/counts.ts'
import { LinesError } from '../../shared/edge/lines.ts'
import { newFolder } from '../harness/run-world.ts'

const GRID_MS = 5 * MINUTE_MS

/** Every row as one line: brand, time, then mentions, negatives, authors, engagement (`?` is unknown), or why not. */
async function read(text: string, name = 'counts.csv'): Promise<string[]> {
  const path = join(newFolder(), name)
  writeFileSync(path, text)
  const rows: string[] = []
  for await (const block of readCounts(path, GRID_MS)) {
    for (const row of block) {
      if (!('observation' in row)) {
        rows.push(`${row.line}: ${row.reason}`)
        continue
      }
      const { brandId, at, mentions, negatives, authors, engagement } = row.observation
      const numbers = [mentions, negatives, authors, engagement].map((one) => one ?? '?')
      const blind = row.observation.volumeOnly ? ' volume only' : ''
      rows.push(
        `${brandId} ${new Date(at).toISOString().slice(5, 16)} ${numbers.join(' ')}${blind}`,
      )
    }
  }
  return rows
}

describe('columns', () => {
  test('come in any order, with others between them', async () => {
    const text =
      'note,negatives,engagement,brandId,mentions,at,authors\n' +
      'x,2,100,acme,10,2026-03-02T00:00:00Z,7\n'
    expect(await read(text)).toEqual(['acme 03-02T00:00 10 2 7 100'])
  })

  test('may be quoted, with commas and quotes inside, after a byte order mark, with CRLF', async () => {
    const text =
      '\uFEFF"at","brandId","mentions","negatives"\r\n' +
      '"2026-03-02T00:00:00Z","Acme, ""Inc""","10","2"\r\n' +
      '2026-03-02T00:05:00Z,"Acme, ""Inc""",11,\r\n'
    expect(await read(text)).toEqual([
      'Acme, "Inc" 03-02T00:00 10 2 ? ?',
      'Acme, "Inc" 03-02T00:05 11 ? ? ?',
    ])
  })

  test('left empty or left out are unknown; a zero is a zero', async () => {
    const text =
      'at,brandId,mentions,negatives\n' +
      '2026-03-02T00:00:00Z,acme,0,0\n' +
      '2026-03-02T00:05:00Z,acme,,\n' +
      '2026-03-02T00:10:00Z,acme,5\n'
    expect(await read(text)).toEqual([
      'acme 03-02T00:00 0 0 ? ?',
      'acme 03-02T00:05 ? ? ? ?',
      'acme 03-02T00:10 5 ? ? ?',
    ])
  })

  test('without negatives say that volume decides alone', async () => {
    expect(await read('mentions,at,brandId\n4,2026-03-02T00:00:00Z,acme\n')).toEqual([
      'acme 03-02T00:00 4 ? ? ? volume only',
    ])
  })

  test('of the benchmark take the brand from the name of the file', async () => {
    const text = 'timestamp,value\n2015-02-26 21:42:53,104\n2015-02-26 21:47:53,100\n'
    expect(await read(text, 'Twitter_volume_AAPL.csv')).toEqual([
      'Twitter_volume_AAPL 02-26T21:42 104 ? ? ? volume only',
      'Twitter_volume_AAPL 02-26T21:47 100 ? ? ? volume only',
    ])
  })
})

describe('cells', () => {
  const rows = (stepMin: number, n: number, startAt = '2026-03-02T00:00:00Z') => {
    const at = Date.parse(startAt)
    const lines = Array.from(
      { length: n },
      (_, i) => `${new Date(at + i * stepMin * MINUTE_MS).toISOString()},acme,${i + 1},0`,
    )
    return `at,brandId,mentions,negatives\n${lines.join('\n')}\n`
  }

  test('shorter than the grid stay where they are, to be summed', async () => {
    expect((await read(rows(1, 3))).map((row) => row.slice(5, 16))).toEqual([
      '03-02T00:00',
      '03-02T00:01',
      '03-02T00:02',
    ])
  })

  test('longer than the grid are known at their end', async () => {
    expect(await read(rows(60, 2))).toEqual([
      'acme 03-02T00:55 1 0 ? ?',
      'acme 03-02T01:55 2 0 ? ?',
    ])
    expect(await read(rows(60, 2, '2026-03-02T00:02:10Z'))).toEqual([
      'acme 03-02T00:55 1 0 ? ?',
      'acme 03-02T01:55 2 0 ? ?',
    ])
    expect(await read(rows(7, 2))).toEqual(['acme 03-02T00:05 1 0 ? ?', 'acme 03-02T00:10 2 0 ? ?'])
  })

  test('keep their length where one is missing', async () => {
    const text =
      'at,brandId,mentions\n' +
      ['00:00', '02:00', '03:00', '06:00'].map((t) => `2026-03-02T${t}:00Z,acme,1\n`).join('')
    expect((await read(text)).map((row) => row.slice(5, 16))).toEqual([
      '03-02T00:55',
      '03-02T02:55',
      '03-02T03:55',
      '03-02T06:55',
    ])
  })

  test('of thousands of brands side by side tell their length, too', async () => {
    const brands = Array.from({ length: 6_000 }, (_, i) => `brand-${i}`)
    const text = [0, 1]
      .flatMap((hour) => brands.map((brand) => `2026-03-02T0${hour}:00:00Z,${brand},1`))
      .join('\n')
    const found = await read(`at,brandId,mentions\n${text}\n`)
    expect(found).toHaveLength(12_000)
    expect(new Set(found.map((row) => row.split(' ')[1]))).toEqual(
      new Set(['03-02T00:55', '03-02T01:55']),
    )
  })
})

describe('rows that cannot be', () => {
  test('come back with their line and the reason', async () => {
    const text = [
      'at,brandId,mentions,negatives',
      'yesterday,acme,1,0',
      '2026-03-02T00:00:00Z,,1,0',
      '2026-03-02T00:00:00Z,acme,many,0',
      '2026-03-02T00:00:00Z,acme,-1,0',
      '2026-03-02T00:00:00Z,acme,1e13,0',
      '2026-03-02T00:00:00Z,acme,1,NaN',
      '2026-03-02T00:00:00Z,acme,1,2',
      '2026-03-02T00:05:00Z,acme,3,1',
      '2026-03-02T00:00:00Z,acme,9,1',
      '2026-03-02T00:05:00Z,acme,9,1',
      '2026-03-02T00:00:00Z,birke,2,1',
    ].join('\n')
    expect(await read(text)).toEqual([
      '2: bad-time: "yesterday" is no ISO 8601 instant',
      '3: bad-id: the brandId is missing or too long',
      '4: bad-counter: mentions is "many"; a number from 0 on or nothing is needed',
      '5: bad-counter: mentions is "-1"; a number from 0 on or nothing is needed',
      '6: bad-counter: mentions is "1e13"; a number from 0 on or nothing is needed',
      '7: bad-counter: negatives is "NaN"; a number from 0 on or nothing is needed',
      '8: bad-counter: 2 negatives of 1 mentions',
      'acme 03-02T00:05 3 1 ? ?',
      '10: out-of-order: 2026-03-02T00:00:00Z is earlier than, of this brand, the row before it',
      '11: out-of-order: 2026-03-02T00:05:00Z is the same cell of this brand as the row before it',
      'birke 03-02T00:00 2 1 ? ?',
    ])
  })

  test('a header without what is needed, or no header, is an error that says which', async () => {
    await expect(read('at,brand,mentions\n')).rejects.toThrow('line 1: there is no column brandId')
    await expect(read('2026-03-02T00:00:00Z,acme,1\n')).rejects.toThrow('there is no column at')
    await expect(read('')).rejects.toThrow('the file is empty; its first line must name')
    await expect(read('')).rejects.toBeInstanceOf(LinesError)
  })
})
