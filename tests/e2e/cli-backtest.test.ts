import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildCli, cli } from '../harness/cli.ts'
import { journal, journalLines, stormyDay } from '../harness/journal.ts'
import { newFolder } from '../harness/run-world.ts'

beforeAll(buildCli)

const KEYS = [
  'brands',
  'brandWeeks',
  'storms',
  'caught',
  'caughtBeforePeak',
  'leadMinutesMedian',
  'delayMinutesMedian',
  'falseAlarms',
  'falseAlarmsPerBrandWeek',
]

const FLOORS = ['never', 'rawVolume', 'meltwater', 'socialmetrix', 'ewmaZ1h', 'ewmaZ3h']

const label = (brandId: string, start: string, end: string, more: object = {}) =>
  JSON.stringify({ brandId, start, end, ...more })

/** The storm of `stormyDay` begins at 20:00. */
const STORM = ['2026-03-02T19:50:00Z', '2026-03-02T21:30:00Z'] as const
const PEAK = { peak: '2026-03-02T21:00:00Z', name: 'the storm' }

/** Two brands, one of them with a storm, and labels of it and of what never was. */
function openStory(): string {
  const folder = newFolder()
  const entries = [
    ...stormyDay('acme').records,
    ...journal('birke', 2).talk(21 * 60, 1, 0.1).records,
  ]
  writeFileSync(join(folder, 'a.ndjson'), journalLines(entries))
  writeFileSync(
    join(folder, 'labels.ndjson'),
    [
      label('acme', ...STORM, PEAK),
      label('birke', '2026-03-02T10:00:00Z', '2026-03-02T11:00:00Z'),
      label('nobody', ...STORM),
      '',
    ].join('\n'),
  )
  writeFileSync(
    join(folder, 'deaf.yaml'),
    'brands: [{ id: acme, names: [Acme] }]\npolicy: { tauWarn: 2.9 }\n',
  )
  return folder
}

describe('backtest --json', () => {
  test('has the keys of the contract, for the product and for each floor', async () => {
    const folder = openStory()
    const args = ['backtest', 'a.ndjson', '--labels', 'labels.ndjson', '--json']
    const { status, stdout, stderr } = await cli(args, { cwd: folder })
    expect(status).toBe(0)
    expect(stderr).toBe('1 labels are of brands without history and are not judged\n')
    expect(stdout.endsWith('\n')).toBe(true)
    const result = JSON.parse(stdout)
    expect(Object.keys(result)).toEqual([...KEYS, 'detectors'])
    expect(result).toMatchObject({ brands: 2, storms: 2, caught: 1, caughtBeforePeak: 1 })
    expect(result.brandWeeks).toBeCloseTo((2 * 21) / (24 * 7), 1)
    expect(result.leadMinutesMedian).toBeGreaterThan(0)
    expect(result.leadMinutesMedian + result.delayMinutesMedian).toBe(70)
    expect(Object.keys(result.detectors)).toEqual(FLOORS)
    for (const floor of Object.values(result.detectors)) expect(Object.keys(floor!)).toEqual(KEYS)
    expect(result.detectors.never).toMatchObject({ storms: 2, caught: 0, leadMinutesMedian: null })
  })

  test('without labels counts every alarm as false', async () => {
    const folder = openStory()
    const { stdout } = await cli(['backtest', 'a.ndjson', '--json'], { cwd: folder })
    expect(JSON.parse(stdout)).toMatchObject({ storms: 0, caught: 0, delayMinutesMedian: null })
    expect(JSON.parse(stdout).falseAlarms).toBeGreaterThanOrEqual(1)
  })

  test('--compare and --sweep look at the same history in other ways', async () => {
    const folder = openStory()
    const base = ['backtest', 'a.ndjson', '--labels', 'labels.ndjson', '--json']
    const [compared, swept] = await Promise.all([
      cli([...base, '--compare', 'deaf.yaml'], { cwd: folder }),
      cli([...base, '--sweep', 'tauWarn=0.6..3'], { cwd: folder }),
    ])
    const result = JSON.parse(compared!.stdout)
    expect(Object.keys(result)).toEqual([...KEYS, 'detectors', 'compare'])
    expect([result.caught, result.compare.caught]).toEqual([1, 0])
    const { sweep } = JSON.parse(swept!.stdout)
    expect(sweep.map(({ tauWarn }: { tauWarn: number }) => tauWarn)).toEqual([
      0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7, 3,
    ])
    const alarms = sweep.map(
      (one: { caught: number; falseAlarms: number }) => one.caught + one.falseAlarms,
    )
    expect(alarms).toEqual([...alarms].sort((a, b) => b - a))
    expect([sweep[0].caught, sweep[8].caught]).toEqual([1, 0])
    const wrong = await cli([...base, '--sweep', 'tauWran=1..2'], { cwd: folder })
    expect(wrong.stderr).toContain('did you mean tauWarn')
    expect(wrong.status).toBe(2)
  })
})

describe('backtest --inject', () => {
  /** Nine days of counts, a storm in none of them. */
  function calmCounts(): string {
    const folder = newFolder()
    const rows = Array.from({ length: 9 * 288 }, (_, cell) => {
      const at = new Date(Date.UTC(2026, 2, 2) + cell * 300_000).toISOString()
      return `${at},acme,${3 + ((cell * 7) % 4)},${(cell * 13) % 5 === 0 ? 1 : 0}`
    })
    writeFileSync(join(folder, 'c.csv'), `at,brandId,mentions,negatives\n${rows.join('\n')}\n`)
    return folder
  }

  test('says for every detector what it would have caught, by shape and with a range', async () => {
    const folder = calmCounts()
    const args = ['backtest', '--counts', 'c.csv', '--inject', '--json', '--html', 'r.html']
    const { stdout } = await cli(args, { cwd: folder })
    const first = JSON.parse(stdout).inject
    const report = readFileSync(join(folder, 'r.html'), 'utf8')
    expect(report).toContain('330 storms that never were')
    expect(report).toContain('<td>doubling 15 min, 6 x</td>')
    expect(first).toMatchObject({ seed: 'inject', brands: 1, storms: 330, skippedBrands: [] })
    expect(Object.keys(first.detectors)).toEqual(['sturmwarte', ...FLOORS])
    const { caughtBeforePeak, caught, falseAlarms, shapes } = first.detectors.sturmwarte
    expect(caughtBeforePeak.percent).toBeGreaterThan(50)
    expect(caughtBeforePeak.range[0]).toBeLessThanOrEqual(caughtBeforePeak.percent)
    expect(caught.percent).toBeGreaterThanOrEqual(caughtBeforePeak.percent)
    expect(falseAlarms).toBe(0)
    expect(shapes).toHaveLength(11)
  })

  test('with too little history ends with a sentence', async () => {
    const { status, stdout, stderr } = await cli(['backtest', 'a.ndjson', '--inject'], {
      cwd: openStory(),
    })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('about four days are needed')
  })
})

describe('backtest for people', () => {
  test('stands each labelled moment beside its alert, and says what met none', async () => {
    const folder = openStory()
    const args = ['backtest', 'a.ndjson', '--labels', 'labels.ndjson']
    const { stdout } = await cli([...args, '--compare', 'deaf.yaml'], { cwd: folder })
    expect(stdout).toContain('2 brands, 0.25 brand-weeks, 2 labelled storms')
    for (const row of ['defaults', 'deaf.yaml', ...FLOORS.map((key) => `floor: ${key}`)])
      expect(stdout).toMatch(new RegExp(`^${row} .*\\d`, 'm'))
    expect(stdout).toMatch(
      /^acme {2}2026-03-02T19:50:00Z to .*, peak 2026-03-02T21:00:00Z: alert 2026-03-02T20:\d\d:00Z \(level \d\), \d+ min before the moment \| missed$/m,
    )
    expect(stdout).toMatch(
      /^birke {2}2026-03-02T10:00:00Z to 2026-03-02T11:00:00Z: missed \| missed$/m,
    )
    expect(stdout).not.toContain('nobody')
  })
})

describe('labels', () => {
  test('that are none end with their place and a sentence', async () => {
    const folder = openStory()
    const bad = [
      ['{"brandId":"acme","start":"2026-03-02","end":"yesterday"}', 'labels:1: a label is'],
      [label('acme', STORM[1], STORM[0]), 'labels:1: a label is'],
      [`${label('acme', ...STORM)}\nnonsense`, 'labels:2: a label is'],
      [label('acme', ...STORM, { peak: 'late' }), 'labels:1: "peak" is no ISO 8601 instant'],
      ['{"a.csv":{"labels":[]}}', 'a.csv has no list of windows'],
      ['{"a.csv":[["2026-03-02"]]}', 'window 1 of a.csv is no pair of instants'],
    ] as const
    for (const [text, says] of bad) {
      writeFileSync(join(folder, 'labels'), text)
      const { status, stdout, stderr } = await cli(['backtest', 'a.ndjson', '--labels', 'labels'], {
        cwd: folder,
      })
      expect(stderr).toContain(says)
      expect([status, stdout]).toEqual([1, ''])
    }
  })
})

const data = process.env['STURMWARTE_DATA']
const SERIES = ['AAPL', 'CRM', 'FB', 'IBM', 'UPS']

describe.skipIf(!data)('five real series', () => {
  test.each(SERIES)(
    'of %s: each labelled moment is judged, those of the others are not',
    async (name) => {
      const folder = join(data ?? '', 'series')
      const file = `Twitter_volume_${name}.csv`
      const labels = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'))
      const args = [
        'backtest',
        '--counts',
        join(folder, file),
        '--labels',
        join(folder, 'labels.json'),
      ]
      const [json, text] = await Promise.all([cli([...args, '--json']), cli(args)])
      expect([json!.status, text!.status]).toEqual([0, 0])
      const result = JSON.parse(json!.stdout)
      expect(result).toMatchObject({ brands: 1, storms: labels[file].windows.length })
      expect(result.brandWeeks).toBeGreaterThan(7)
      const moments = text!.stdout.split('\n').filter((line) => line.startsWith('Twitter_volume_'))
      expect(moments.filter((line) => line.includes(' to '))).toHaveLength(result.storms)
      expect(moments.filter((line) => line.includes('no label'))).toHaveLength(result.falseAlarms)
      console.log(text!.stdout)
    },
  )
})
