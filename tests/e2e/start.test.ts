/** `start` as an engineer meets it when something stands in the way: a sentence, an exit status, nothing lost. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDemo } from '../harness/demo-process.ts'
import { eventually } from '../harness/eventually.ts'

const RUN = fileURLToPath(new URL('../../infra/run.mjs', import.meta.url))
const MINUTES = 60_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-start-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command to its end. */
async function run(...args: string[]): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [RUN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const [status] = (await once(child, 'exit')) as [number | null]
  return { status, said }
}

function config(text: string): string {
  const file = join(folder, 'sturmwarte.yaml')
  writeFileSync(file, text)
  return file
}

test('a second process on the same data ends with 75 and names the first', {
  timeout: 4 * MINUTES,
}, async () => {
  const data = join(folder, 'data')
  const first = await startDemo(data, 100)
  const second = await run('demo', '--port', '0', '--data', data)
  expect(second.status).toBe(75)
  expect(second.said).toMatch(/data/)
  await first.kill('SIGKILL')
  const third = await startDemo(data, 100)
  expect(await third.kill('SIGTERM')).toBe(0)
})

test('a port in use is a sentence that says what to do', { timeout: 4 * MINUTES }, async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const { status, said } = await run('demo', '--port', String(port), '--data', join(folder, 'data'))
  server.close()
  expect(status).toBe(1)
  expect(said).toContain(String(port))
  expect(said).toMatch(/--port/)
})

test('a data folder that cannot be is a sentence', { timeout: 4 * MINUTES }, async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const { status, said } = await run('demo', '--port', '0', '--data', join(file, 'data'))
  expect(status).toBe(1)
  expect(said).toContain(file)
  expect(said).not.toMatch(/\n\s+at /)
})

test('a typo in the configuration is shown at its line with the nearest name', {
  timeout: 4 * MINUTES,
}, async () => {
  const file = config('brands:\n  - id: acme\n    names: [Acme]\npolicy:\n  tauWran: 0.8\n')
  const { status, said } = await run('start', '--config', file, '--port', '0')
  expect(status).toBe(2)
  expect(said).toMatch(/sturmwarte\.yaml:5:3: .*tauWran.*tauWarn/)
})

test('a journal with every kind of bad line is read to its end, the bad ones are kept', {
  timeout: 4 * MINUTES,
}, async () => {
  const good = (n: number) =>
    JSON.stringify({
      type: 'mention',
      id: `x:${n}`,
      text: `Acme ${n}`,
      publishedAt: `2026-03-02T10:0${n}:00Z`,
    })
  const journal = join(folder, 'journal.ndjson')
  const bad = [
    '{',
    '[[['.repeat(20),
    '{"type":"mention"}',
    '{"__proto__":{"a":1},"type":"mention"}',
    `"${'x'.repeat(2_000_000)}"`,
  ]
  writeFileSync(journal, [good(1), ...bad, good(2)].join('\n'))
  const file = config(
    `brands:\n  - id: acme\n    names: [Acme]\nsources:\n  file: { paths: [${JSON.stringify(journal)}] }\ndashboard: { port: 0 }\ndataDir: ${JSON.stringify(join(folder, 'data'))}\n`,
  )
  const child = spawn(process.execPath, [RUN, 'start', '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  try {
    const url = await eventually('it says where the page is', () =>
      /http:\/\/[^\s]+/.exec(said)?.[0].replace(/\/$/, ''),
    )
    const found = await eventually('both mentions are on the page', async () => {
      const response = await fetch(`${url}/api/v1/brands/acme/mentions?limit=10`)
      const page = (await response.json()) as { mentions: { id: string }[] }
      return page.mentions.length === 2 ? page.mentions.map(({ id }) => id).sort() : undefined
    })
    expect(found).toEqual(['x:1', 'x:2'])
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const dead = [...metrics.matchAll(/^sturmwarte_dead_letters_total\{[^}]*\} (\d+)/gm)]
    expect(dead.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(bad.length)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
})
