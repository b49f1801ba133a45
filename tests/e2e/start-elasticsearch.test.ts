/** `start` with the store on Elasticsearch, as an engineer runs it: there, and away. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildCli, cli } from '../harness/cli.ts'
import { ownIndices } from '../harness/elasticsearch-indices.ts'
import { eventually } from '../harness/eventually.ts'
import { ROOT } from '../harness/house-tree.ts'
import { SERVER_START_MAX_MS, sharedElasticsearch } from '../harness/servers/real-server.ts'

const server = sharedElasticsearch()
/** Nobody listens there: the system gives it to nobody. */
const NOWHERE = 'http://127.0.0.1:1'

beforeAll(() => buildCli(), SERVER_START_MAX_MS)

/** A folder with a journal of two mentions and a configuration that reads it. */
function configured(store: string): { readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const said = ['Die Rechnung von Acme stimmt nicht', 'Acme hat mir geholfen']
  const lines = said.map((text, i) =>
    JSON.stringify({ type: 'mention', id: `x:${i}`, text, publishedAt: `2026-03-02T10:0${i}:00Z` }),
  )
  writeFileSync(join(folder, 'journal.ndjson'), lines.join('\n'))
  const file = join(folder, 'sturmwarte.yaml')
  const path = (name: string) => JSON.stringify(join(folder, name))
  writeFileSync(
    file,
    `brands: [{ id: acme, names: [Acme] }]
sources: { file: { paths: [${path('journal.ndjson')}] } }
dashboard: { port: 0 }
store: ${store}
dataDir: ${path('data')}
`,
  )
  return { file }
}

async function started(file: string) {
  const main = join(ROOT, 'dist/services/cli/main.js')
  const child = spawn(process.execPath, [main, 'start', '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const url = await eventually('it says where the page is', () =>
    /http:\/\/[^\s]+/.exec(said)?.[0].replace(/\/$/, ''),
  )
  const stop = async () => {
    child.kill('SIGTERM')
    const [status] = (await once(child, 'exit')) as [number | null]
    return status
  }
  return { url, stop }
}

describe.skipIf(server.skipped)('on a real Elasticsearch', { timeout: SERVER_START_MAX_MS }, () => {
  test('what a journal says is found on the page by another form of a word', async () => {
    const { node } = await server.address()
    const indices = ownIndices(node)
    onTestFinished(() => indices.remove())
    const { file } = configured(
      `{ kind: elasticsearch, node: "${node}", prefix: ${indices.prefix} }`,
    )
    const doctor = await cli(['doctor', '--config', file])
    expect(doctor.stdout).toMatch(/(ok {2}|FAIL) {2}store +Elasticsearch \d+\.\d+\.\d+ at /)
    const { url, stop } = await started(file)
    const found = await eventually('the mention is found', async () => {
      const response = await fetch(`${url}/api/v1/brands/acme/mentions?text=Rechnungen`)
      const { mentions = [] } = (await response.json()) as { mentions?: { id: string }[] }
      return mentions.length > 0 ? mentions.map(({ id }) => id) : undefined
    })
    expect(found).toEqual(['x:0'])
    expect(await stop()).toBe(0)
  })
})

test('a store that is away stops nobody: the page says so, all else goes on', {
  timeout: SERVER_START_MAX_MS,
}, async () => {
  const { file } = configured(`{ kind: elasticsearch, node: "${NOWHERE}" }`)
  const { url, stop } = await started(file)
  const asked = await fetch(`${url}/api/v1/brands/acme/mentions`)
  expect(asked.status).toBe(503)
  expect(await asked.text()).toContain('out of reach; all else works')
  // Scored and folded as ever, and the archive says what it waits for.
  await eventually('records are folded and the archive says what it waits for', async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    const folded = /records_folded_total\{[^}]*\} [1-9]/.test(text)
    return (folded && text.includes('where="archive: the store"')) || undefined
  })
  expect(await stop()).toBe(0)
  const doctor = await cli(['doctor', '--config', file])
  expect(doctor.stdout).toMatch(/FAIL {2}store +Elasticsearch at .* does not answer .*start it/)
  expect(doctor.status).toBe(1)
})
