import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Config, watchConfig } from '../../shared/edge/config.ts'
import { withBrand } from './config-setup.ts'

const SETTLE_MS = 30

describe('a configuration that is watched', () => {
  let folder = ''
  let path = ''
  let stop = (): void => {}
  let seen: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-watch-'))
    path = join(folder, 'sturmwarte.yaml')
    writeFileSync(path, withBrand('dataDir: first'))
    seen = []
  })
  afterEach(() => {
    stop()
    rmSync(folder, { recursive: true })
  })

  const start = (pollMs = 60_000): void => {
    const onChange = (config: Config) =>
      void seen.push(config.dashboard.token?.reveal() ?? config.dataDir)
    stop = watchConfig(
      path,
      {},
      onChange,
      (problems) => void seen.push(...problems.map((one) => `${one.line}: ${one.message}`)),
      { settleMs: SETTLE_MS, pollMs },
    )
  }
  const until = async (expected: readonly string[]): Promise<void> => {
    for (let i = 0; i < 200 && seen.length < expected.length; i++) await pause(20)
    await pause(3 * SETTLE_MS)
    expect(seen).toEqual(expected)
  }

  it('is taken when it changes, and not when it is only written again', async () => {
    start()
    writeFileSync(path, withBrand('dataDir: first'))
    await pause(5 * SETTLE_MS)
    writeFileSync(path, withBrand('dataDir: second'))
    await until(['second'])
  })

  it('stays as it was while the file is wrong, and says once what is wrong', async () => {
    start()
    writeFileSync(path, withBrand('dataDri: second'))
    await until(['2: dataDri is not known; did you mean dataDir?'])
    writeFileSync(path, withBrand('dataDir: third'))
    await until(['2: dataDri is not known; did you mean dataDir?', 'third'])
  })

  it('is taken when an editor puts another file in its place, or removes it', async () => {
    start()
    writeFileSync(join(folder, '.swap'), withBrand('dataDir: swapped'))
    renameSync(join(folder, '.swap'), path)
    await until(['swapped'])
    rmSync(path)
    await until(['swapped', '0: there is no such file; "sturmwarte init" writes one'])
  })

  it('is taken when a secret in a file changes, even where nothing tells', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'config-watch-secret-'))
    writeFileSync(join(elsewhere, 'token'), 'one')
    writeFileSync(path, withBrand(`dashboard: { token: "\${file:${join(elsewhere, 'token')}}" }`))
    start(50)
    writeFileSync(join(elsewhere, 'token'), 'two')
    await until(['two'])
    rmSync(elsewhere, { recursive: true })
  })

  it('is left alone after the watch has ended', async () => {
    start(20)
    stop()
    writeFileSync(path, withBrand('dataDir: second'))
    await until([])
  })
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
