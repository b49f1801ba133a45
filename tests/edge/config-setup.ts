/** What the tests of the configuration share: a loader with a made-up world, and problems as lines. */

import { readFileSync } from 'node:fs'
import {
  type Config,
  formatProblem,
  type LoadOptions,
  type LoadResult,
  loadConfig,
} from '../../shared/edge/config.ts'

export const FILE = 'sturmwarte.yaml'

/** The example of the contract, to the letter. */
export const CONTRACT = readFileSync(new URL('config-contract.yaml', import.meta.url), 'utf8')

export const ENV = {
  WEBHOOK_SECRET: 'written-for-webhooks',
  SMTP_PASSWORD: 's3cr3t-canary-smtp',
  TOKEN: 's3cr3t-canary-token',
}

export function load(text: string, options: Partial<LoadOptions> = {}): LoadResult {
  const readFile = (path: string): string => {
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
  }
  return loadConfig(text, { path: FILE, env: ENV, readFile, ...options })
}

/** The configuration, or a test that fails with its problems. */
export function valid(text: string, options: Partial<LoadOptions> = {}): Config {
  const result = load(text, options)
  if (!result.ok) throw new Error(lines(result).join('\n'))
  return result.config
}

/** Each problem as people see it, without the file's name: `12:3: …`. */
export function problems(text: string, options: Partial<LoadOptions> = {}): string[] {
  return lines(load(text, options))
}

function lines(result: LoadResult): string[] {
  return result.ok
    ? []
    : result.problems.map((one) => formatProblem(one, FILE).slice(FILE.length + 1))
}

/** One brand, and whatever is said besides it from line 2 on. */
export function withBrand(...more: string[]): string {
  return ['brands: [{ id: acme, names: [Acme] }]', ...more].join('\n')
}
