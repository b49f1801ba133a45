import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatRecord } from '../../shared/core/mention.ts'
import { buildCli, cli, ndjson, parseLines } from '../harness/cli.ts'
import { journal, journalLines, mentionsOf, stormyDay } from '../harness/journal.ts'
import { newFolder } from '../harness/run-world.ts'
import { seededRandom } from '../harness/seeded-random.ts'

beforeAll(buildCli)

const CONFIG = `
brands:
  - { id: acme, names: [Acme] }
  - { id: birke, names: [Birke] }
policy: { settle: 1h }
people:
  - { id: lena, name: Lena, email: lena@example.com, language: de, timeZone: Europe/Berlin }
`

/** A calm brand and one with a storm, as one journal in order, and the folder that it lies in. */
function story(): { folder: string; lines: string[] } {
  const folder = newFolder()
  writeFileSync(join(folder, 'sturmwarte.yaml'), CONFIG)
  const entries = [
    ...stormyDay('acme').likes(12).records,
    ...journal('birke', 2).talk(21 * 60, 1, 0.1).records,
  ].sort((a, b) => a.observedAt - b.observedAt)
  return { folder, lines: parseableLines(journalLines(entries)) }
}

function parseableLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

const FILES = ['readings', 'storms', 'notifications', 'dead-letters'].map(
  (name) => `${name}.ndjson`,
)

/** What a replay wrote, without the time it took. */
function written(folder: string): Record<string, string> {
  const files = Object.fromEntries(
    FILES.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
  const { durationMs, ...summary } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))
  expect(durationMs).toBeGreaterThan(0)
  return { ...files, summary: JSON.stringify(summary) }
}

async function replay(
  folder: string,
  args: readonly string[],
  out: string,
  stdin?: string | Uint8Array,
): Promise<Record<string, string>> {
  const options = stdin === undefined ? { cwd: folder } : { cwd: folder, stdin }
  const ran = await cli(['replay', ...args, '--out', out, '--config', 'sturmwarte.yaml'], options)
  expect(ran.stdout).toBe('')
  expect(ran.status, ran.stderr).toBe(0)
  return written(join(folder, out))
}

const words = (text: string) => text.split(' ')
const READING_KEYS = words(
  'brandId at mentions negatives expectedNegatives zShare zVolume score level phase',
)
const STORM_KEYS = words('kind stormId brandId at change phase level score startedAt')
const NOTIFICATION_KEYS = words('notificationId stormId brandId at reason level channel to subject')

describe('a journal', () => {
  test('gives readings, storms and notifications in their fixed formats', async () => {
    const { folder, lines } = story()
    writeFileSync(join(folder, 'a.ndjson'), `${lines.join('\n')}\n`)
    await replay(folder, ['a.ndjson'], 'out')
    const out = (name: string) => ndjson(join(folder, 'out', `${name}.ndjson`))
    const readings = out('readings')
    expect(Object.keys(readings[0]!).slice(0, 10)).toEqual(READING_KEYS)
    expect(readings.every((one) => READING_KEYS.every((name) => name in one))).toBe(true)
    expect(readings[0]!['at']).toBe('2026-03-02T00:05:00Z')
    const acme = readings.filter(({ brandId }) => brandId === 'acme')
    expect(acme).toHaveLength(21 * 12 + 1)
    const instants = acme.map(({ at }) => at as string)
    expect(instants).toEqual([...new Set(instants)].sort())
    const [opened] = out('storms')
    expect(Object.keys(opened!).slice(0, 9)).toEqual(STORM_KEYS)
    expect(opened).toMatchObject({
      kind: 'storm',
      brandId: 'acme',
      change: 'opened',
      phase: 'rising',
    })
    expect((opened!['causes'] as { kind: string }[])[0]!.kind).toMatch(/^(share|volume)$/)
    expect(out('storms').every(({ brandId }) => brandId === 'acme')).toBe(true)
    const [first] = out('notifications')
    expect(Object.keys(first!)).toEqual(NOTIFICATION_KEYS)
    expect(first).toMatchObject({ reason: 'first', to: 'lena', stormId: opened!['stormId'] })
    expect(first!['subject']).toContain('Acme')
    const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'))
    expect(summary).toMatchObject({ records: lines.length, deadLetters: 0, unmatched: 0 })
    expect(summary.brands.acme.readings).toBe(acme.length)
  })

  test('gives the same bytes again: plain, packed, from a pipe, in two files', {
    timeout: 180_000,
  }, async () => {
    const { folder, lines } = story()
    const text = `${lines.join('\n')}\n`
    const half = Math.floor(lines.length / 2)
    writeFileSync(join(folder, 'a.ndjson'), text)
    writeFileSync(join(folder, 'a.ndjson.gz'), gzipSync(text))
    writeFileSync(join(folder, 'b.ndjson'), lines.slice(half).join('\r\n'))
    writeFileSync(join(folder, 'c.ndjson'), `${lines.slice(0, half).join('\n')}\n\n\n`)
    const first = await replay(folder, ['a.ndjson'], 'out')
    expect(first['storms.ndjson']).toContain('"opened"')
    expect(await replay(folder, ['a.ndjson'], 'out')).toEqual(first)
    expect(await replay(folder, ['a.ndjson.gz'], 'gz')).toEqual(first)
    expect(await replay(folder, ['-'], 'pipe', text)).toEqual(first)
    expect(await replay(folder, ['-'], 'packed-pipe', gzipSync(text))).toEqual(first)
    expect(await replay(folder, ['b.ndjson', 'c.ndjson'], 'two')).toEqual(first)
  })

  test('in any order of its lines gives the same bytes', async () => {
    const { folder, lines } = story()
    // Counters without a brand are their mention's, also where they stand before it.
    const nameless = lines.map((line) =>
      line.includes('"type":"engagement"') ? line.replace('"brandId":"acme",', '') : line,
    )
    expect(nameless).not.toEqual(lines)
    const random = seededRandom(9)
    const shuffled = nameless
      .map((line) => ({ line, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ line }) => line)
    const sorted = await replay(folder, ['-'], 'sorted', nameless.join('\n'))
    expect(await replay(folder, ['-'], 'shuffled', shuffled.join('\n'))).toEqual(sorted)
    expect(await replay(folder, ['-'], 'reversed', nameless.toReversed().join('\n'))).toEqual(
      sorted,
    )
    expect(JSON.parse(sorted['summary']!)).toMatchObject({ engagement: 1, unmatched: 0 })
  })
})

describe('brands', () => {
  test('named in the records need no configuration', async () => {
    const folder = newFolder()
    const { records } = journal('acme').talk(60, 2, 0.1)
    const ran = await cli(['replay', '-', '--out', 'out'], {
      cwd: folder,
      stdin: journalLines(records),
    })
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain(`${records.length} records, 1 brands, 0 storms`)
    expect(ndjson(join(folder, 'out/readings.ndjson'))).toHaveLength(12)
    expect(ndjson(join(folder, 'out/notifications.ndjson'))).toEqual([])
  })

  test('not named are decided by their rules, and without rules that is said', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'sturmwarte.yaml'), CONFIG)
    const mentions = mentionsOf(journal('acme').talk(60, 2, 0.1))
    const texts = ['Acme ist wieder da', 'Birke und Acme im Test', 'ganz etwas anderes']
    const stdin = mentions
      .map((one, i) => formatRecord({ ...one, brandId: undefined, text: texts[i % 3]! }))
      .join('\n')
    await replay(folder, ['-'], 'out', stdin)
    const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'))
    const third = Math.floor(mentions.length / 3)
    expect(summary.unmatched).toBe(third)
    expect(summary.brands.birke.mentions).toBeGreaterThanOrEqual(third)
    expect(summary.brands.acme.mentions).toBe(mentions.length - third)
    const ran = await cli(['replay', '-', '--out', 'bare'], { cwd: folder, stdin })
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain(`${mentions.length} records name no brand; give --config FILE`)
  })
})

describe('what nobody can read', () => {
  test('stands in the dead letters with its line and the reason; the rest goes on', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'in'))
    const good = journalLines(journal('acme').talk(30, 2, 0.1).records)
      .trimEnd()
      .split('\n')
    const mention = JSON.parse(good[0]!)
    const bad: readonly (readonly [code: string, line: string])[] = [
      ['not-json', '{"type":"mention",'],
      ['not-json', '\u0000\u0001'],
      ['not-an-object', '[1,2]'],
      ['unknown-type', '{"type":"toString"}'],
      ['unknown-type', '{"__proto__":{"type":"mention"},"constructor":1}'],
      ['bad-id', JSON.stringify({ ...mention, id: { toString: 'x' } })],
      ['bad-text', JSON.stringify({ ...mention, text: 7 })],
      ['bad-time', JSON.stringify({ ...mention, publishedAt: '31.12.2026' })],
      ['bad-time', JSON.stringify({ ...mention, observedAt: '1970-01-01T00:00:00Z' })],
      [
        'bad-counter',
        '{"type":"engagement","mentionId":"a:b","brandId":"acme","observedAt":"2026-03-02T00:01:00Z","likes":-1}',
      ],
      ['too-deep', `{"type":"mention","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ['too-long', JSON.stringify({ ...mention, text: 'x'.repeat(10_000_000) })],
    ]
    const odd = [
      JSON.stringify({ ...mention, id: 'mastodon:odd-1', text: 'lone \ud800 surrogate' }),
      JSON.stringify({
        ...mention,
        id: 'mastodon:odd-2',
        author: ['none'],
        lang: 5,
        url: 'javascript:1',
      }),
      `{"__proto__":{"polluted":1},${good[0]!.slice(1)}`,
    ]
    const lines = good.flatMap((line, i) => [line, ...(bad[i] ? [bad[i][1]] : [])])
    writeFileSync(join(folder, 'in/a.ndjson'), `${[...lines, ...odd].join('\n')}\n`)
    const ran = await cli(['replay', 'in/a.ndjson', '--out', 'out'], { cwd: folder })
    expect([ran.status, ran.stdout]).toEqual([0, ''])
    expect(ran.stderr).toContain(`${bad.length} unreadable (see dead-letters.ndjson)`)
    const letters = ndjson<{ line: number; file: string; reason: string; raw: string }>(
      join(folder, 'out/dead-letters.ndjson'),
    )
    expect(letters.map(({ reason }) => reason.split(':')[0])).toEqual(bad.map(([code]) => code))
    expect(letters.map(({ line }) => line)).toEqual(bad.map((_, i) => 2 * i + 2))
    expect(letters.every(({ file }) => file === 'in/a.ndjson')).toBe(true)
    for (const [i, [, line]] of bad.entries())
      expect(line.startsWith(letters[i]!.raw.slice(0, 4_000_000))).toBe(true)
    const summary = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'))
    expect(summary).toMatchObject({
      records: good.length + bad.length + odd.length,
      mentions: good.length + odd.length,
      deadLetters: bad.length,
    })
  })

  test('a damaged file ends with a sentence, after what could be read', async () => {
    const folder = newFolder()
    const packed = gzipSync(journalLines(journal('acme').talk(600, 5, 0.1).records))
    writeFileSync(join(folder, 'cut.gz'), packed.subarray(0, packed.length - 100))
    const ran = await cli(['replay', 'cut.gz', '--out', 'out'], { cwd: folder })
    expect(ran.stderr).toMatch(/cut\.gz, after line \d+: the gzip is damaged or cut short/)
    expect(ran.stderr).not.toContain('    at ')
    expect(ran.status).toBe(1)
  })

  test('an empty journal is no error', async () => {
    const folder = newFolder()
    const ran = await cli(['replay', '-', '--out', 'out'], { cwd: folder, stdin: '' })
    expect([ran.status, ran.stdout]).toEqual([0, ''])
    expect(parseLines(readFileSync(join(folder, 'out/readings.ndjson'), 'utf8'))).toEqual([])
  })
})
