import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildCli, cli, parseLines } from '../harness/cli.ts'
import { newFolder } from '../harness/run-world.ts'

beforeAll(buildCli)

describe('the exit status', () => {
  const usage: readonly (readonly [what: string, args: string, says: string])[] = [
    ['no command', '', 'Usage: sturmwarte'],
    ['an unknown command', 'replai x', '(Did you mean replay?)'],
    ['an unknown option', 'replay x --ot y', '(Did you mean --out?)'],
    ['an option without its value', 'replay x --out', 'argument missing'],
    ['no output folder', 'replay x', 'replay needs --out DIR'],
    ['nothing to read', 'replay --out y', 'name the journals to read'],
    ['journals and counts', 'replay a --counts b --out y', 'not both'],
    ['a speed for replay', 'replay a --out y --speed 3', '--speed max only'],
    ['a language that is not spoken', 'score --lang fr', 'Allowed choices are de, en, auto'],
    ['a benchmark that is none', 'bench folt', 'Allowed choices are bus, fold'],
    ['too many words', 'score extra', 'too many arguments'],
    ['a sweep that is none', 'backtest x --sweep tauWarn', 'not NAME=a..b'],
    ['a configuration that is missing', 'check nope.yaml', 'there is no such file'],
    ['a configuration for replay that is missing', 'replay x --out y --config nope.yaml', 'nope'],
    ['a port that is none', 'start --port 70000', 'a whole number from 0'],
  ]

  test.concurrent.each(usage)('is 2 for %s', async (_, args, says) => {
    const folder = newFolder()
    const { status, stdout, stderr } = await cli(args === '' ? [] : args.split(' '), {
      cwd: folder,
    })
    expect(stderr).toContain(says)
    expect(stdout).toBe('')
    expect(status).toBe(2)
    expect(existsSync(join(folder, 'y'))).toBe(false)
  })

  test('is 1 for a file that is missing, a folder, and a place that cannot be written', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    const runs = [
      [['replay', 'missing.ndjson', '--out', 'out'], 'missing.ndjson: there is no such file'],
      [['replay', folder, '--out', 'out'], 'this is a folder; name the files in it'],
      [['replay', '--counts', 'missing.csv', '--out', 'out'], 'missing.csv: there is no such'],
      [['replay', 'file', '--out', 'file/out'], 'could not be written'],
      [['backtest', 'file', '--labels', 'nope.json'], 'nope.json: there is no such file'],
      [['doctor'], 'need attention'],
    ] as const
    for (const [args, says] of runs) {
      const { status, stderr } = await cli(args, { cwd: folder })
      expect(stderr).toContain(says)
      expect(status).toBe(1)
    }
  })

  test('is 0 for help and version, on standard output', async () => {
    const [help, replay, version] = await Promise.all([
      cli(['--help']),
      cli(['replay', '--help']),
      cli(['--version']),
    ])
    for (const { status, stderr } of [help, replay, version]) {
      expect(stderr).toBe('')
      expect(status).toBe(0)
    }
    for (const name of ['start', 'demo', 'init', 'check', 'sources', 'replay', 'backtest', 'score'])
      expect(help.stdout).toContain(`\n  ${name} `)
    expect(replay.stdout).toContain('--counts <file>')
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('a pipe that closes early', () => {
  test('is no error', async () => {
    const text = `${JSON.stringify({ id: '1', text: 'Das ist furchtbar.' })}\n`.repeat(20_000)
    const { status, stdout, stderr } = await cli(['score'], { stdin: text, head: true })
    expect(stderr).toBe('')
    expect(parseLines(stdout.slice(0, stdout.indexOf('\n')))).toHaveLength(1)
    expect(status).toBe(0)
  })
})

describe('init, check, sources and doctor', () => {
  test('init writes a configuration that check accepts, and never writes over one', async () => {
    const folder = newFolder()
    const file = join(folder, 'sturmwarte.yaml')
    const first = await cli(['init', '--brand', 'Kornblum Mobil'], { cwd: folder })
    expect([first.status, first.stdout]).toEqual([0, ''])
    expect(first.stderr).toContain('sturmwarte check')
    const written = readFileSync(file, 'utf8')
    expect(written).toContain('Kornblum Mobil')
    const check = await cli(['check', file])
    expect(check.stderr).toBe('')
    expect(check.status).toBe(0)
    expect(check.stdout).toContain('Kornblum Mobil')
    const again = await cli(['init', '--brand', 'Other'], { cwd: folder })
    expect(again.status).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe(written)
  })

  test('check says which configured platforms are not read yet, and refuses names that are none', async () => {
    const folder = newFolder()
    const file = join(folder, 'sturmwarte.yaml')
    const brand = 'brands: [{ id: acme, names: [Acme] }]\n'
    writeFileSync(file, `${brand}sources: { facebook: { pages: [acme] } }\n`)
    const named = await cli(['check', file])
    expect(named.status).toBe(0)
    expect(named.stdout).toContain('sources.facebook: this version does not read facebook yet')
    writeFileSync(file, `${brand}sources: { webhok: { port: 1 } }\n`)
    const wrong = await cli(['check', file])
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toMatch(/webhok.*webhook/)
  })

  test('check names line, column and the nearest name of a mistake', async () => {
    const folder = newFolder()
    const file = join(folder, 'bad.yaml')
    writeFileSync(file, 'brands:\n  - id: acme\n    names: [Acme]\n    keywrods: [acmegate]\n')
    const { status, stdout, stderr } = await cli(['check', file])
    expect(stderr).toContain('bad.yaml:4:5')
    expect(stderr).toContain('keywords')
    expect([status, stdout]).toEqual([2, ''])
  })

  test('sources says of each what it needs, sees and cannot see', async () => {
    const { status, stdout, stderr } = await cli(['sources'])
    expect([status, stderr]).toEqual([0, ''])
    const named = stdout.match(/^\S+: /gm) ?? []
    expect(named.length).toBeGreaterThan(2)
    for (const what of ['needs', 'sees', 'cannot see'])
      expect(stdout.match(new RegExp(`^  ${what} `, 'gm'))).toHaveLength(named.length)
  })

  test('sources --try of one that is not configured names those that are', async () => {
    const folder = newFolder()
    const yaml = 'brands: [{ id: acme, names: [Acme] }]\nsources: { file: { paths: [a.ndjson] } }\n'
    writeFileSync(join(folder, 'sturmwarte.yaml'), yaml)
    const { status, stderr } = await cli(['sources', '--try', 'nothing'], { cwd: folder })
    expect(stderr).toContain('no source named nothing is configured')
    expect(stderr).toContain('configured are: file')
    expect(status).toBe(2)
  })

  test('doctor says of everything what it found and what to do', async () => {
    const folder = newFolder()
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const yaml = `brands: [{ id: acme, names: [Acme] }]\ndashboard: { port: ${port} }\n`
    writeFileSync(join(folder, 'busy.yaml'), yaml)
    const busy = await cli(['doctor', '--config', 'busy.yaml'], { cwd: folder })
    expect(busy.stdout).toMatch(/^ok +versions/m)
    expect(busy.stdout).toMatch(/^FAIL +port .*in use/m)
    expect(busy.stderr).toContain('need attention')
    expect(busy.status).toBe(1)
  })

  test('doctor finds a data folder that another process holds', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'c.yaml'), 'brands: [{ id: acme, names: [Acme] }]\ndataDir: data\n')
    const free = await cli(['doctor', '--config', 'c.yaml'], { cwd: folder })
    expect(free.stdout).toMatch(/^ok +data folder +data is free/m)
  })
})
