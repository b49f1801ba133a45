/** The README says what the code says: its table of thresholds is printed from `policy.ts`. `UPDATE=1` prints it anew. */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { optionChecks } from '../services/cli/connectors.ts'
import { SOURCES } from '../services/ingest/sources/index.ts'
import { formatThreshold, POLICY_KEYS, POLICY_TABLE } from '../shared/core/policy.ts'
import { loadConfig } from '../shared/edge/config.ts'

const README = fileURLToPath(new URL('../README.md', import.meta.url))
const BEGIN = /<!-- policy:begin[^\n]*-->\n/
const END = '<!-- policy:end -->'

function table(): string {
  const rows = POLICY_KEYS.map((key) => {
    const entry = POLICY_TABLE[key]
    return `| \`${key}\` | ${formatThreshold(key, entry.default)} | ${entry.why} |`
  })
  return ['| name | default | meaning and reason |', '|---|---|---|', ...rows, ''].join('\n')
}

test('the table of thresholds is the policy', () => {
  const text = readFileSync(README, 'utf8')
  const begin = BEGIN.exec(text)!
  const from = begin.index + begin[0].length
  const to = text.indexOf(END)
  if (process.env['UPDATE']) {
    writeFileSync(README, text.slice(0, from) + table() + text.slice(to))
    return
  }
  expect(text.slice(from, to)).toBe(table())
})

test('the two commands stand in it to the letter', () => {
  const text = readFileSync(README, 'utf8')
  expect(text).toContain('npm ci && npm start')
  expect(text).toContain('npm ci && npm test')
})

test('the sources in it are a configuration that can be started', () => {
  const text = readFileSync(README, 'utf8')
  const example = /```yaml\n(sources:\n[^`]+)```/.exec(text)?.[1]
  const read = loadConfig(`brands: [{ id: acme, names: [Acme] }]\n${example}`, {
    path: 'README.md',
    env: {},
    readFile: () => 'a-user-token',
    ...optionChecks(),
  })
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('; '))
  const kinds = read.config.sources.map(({ kind }) => kind)
  expect(kinds).toEqual(['rss', 'mastodon', 'mastodon', 'hackernews'])
  for (const { name } of SOURCES.filter((source) => source.name !== 'recording'))
    expect(text, `the table of sources names ${name}`).toMatch(
      new RegExp(`^\\| .*\`${name}\``, 'm'),
    )
})
