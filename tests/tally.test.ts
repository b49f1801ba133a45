/** The last line of `.ci/run` counts every test once, and every failure. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './harness/house-tree.ts'

type Tests = Readonly<Record<string, 'passed' | 'failed' | 'skipped'>>

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-tally-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A report as vitest writes it, of the files given. */
function report(
  name: string,
  files: Readonly<Record<string, Tests>>,
  changed: object = {},
): string {
  const testResults = Object.entries(files).map(([file, tests]) => ({
    name: join(ROOT, file),
    status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
  }))
  const success = testResults.every(({ status }) => status === 'passed')
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ success, testResults, ...changed }))
  return path
}

function run(script: string, ...args: string[]): { lines: string[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [join(ROOT, '.ci', script), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { lines: stdout.trimEnd().split('\n'), status }
}

describe('the tally', () => {
  it('counts a test that passed twice once, and what was skipped first as passed', () => {
    const plain = report('plain', { 'a.test.ts': { one: 'passed', two: 'skipped' } })
    const full = report('full', { 'a.test.ts': { one: 'passed', two: 'passed' } })
    expect(run('tally.mjs', '0', plain, full)).toEqual({ lines: ['2 passed, 0 failed'], status: 0 })
  })

  it('names what was skipped in every run', () => {
    const plain = report('plain', { 'a.test.ts': { one: 'passed', two: 'skipped' } })
    expect(run('tally.mjs', '0', plain).lines).toEqual(['skipped: two', '1 passed, 0 failed'])
  })

  it('counts a test that failed in either run as failed, once', () => {
    const plain = report('plain', { 'a.test.ts': { one: 'failed', two: 'passed' } })
    const full = report('full', { 'a.test.ts': { one: 'failed', two: 'failed' } })
    const { lines, status } = run('tally.mjs', '0', plain, full)
    expect([lines.at(-1), status]).toEqual(['0 passed, 2 failed', 1])
  })

  it('counts a missing report, a failed step and a file that failed without a test', () => {
    const silent = [{ name: join(ROOT, 'a.test.ts'), status: 'failed', assertionResults: [] }]
    const broken = report('broken', {}, { success: false, testResults: silent })
    expect(run('tally.mjs', '2', broken, join(folder, 'missing')).lines).toEqual([
      '0 passed, 4 failed',
    ])
  })

  it('counts a run that failed without naming anything', () => {
    const plain = report('plain', { 'a.test.ts': { one: 'passed' } }, { success: false })
    expect(run('tally.mjs', '0', plain).lines).toEqual(['1 passed, 1 failed'])
  })
})

describe('the second run', () => {
  it('runs the files of which the first one skipped something', () => {
    const plain = report('plain', {
      'tests/a.test.ts': { one: 'passed', two: 'skipped' },
      'tests/b.test.ts': { three: 'passed' },
    })
    expect(run('skipped-files.mjs', plain).lines).toEqual([relative('', 'tests/a.test.ts')])
    expect(run('skipped-files.mjs', join(folder, 'missing')).lines).toEqual([''])
  })
})
