/** The `sturmwarte` command as people run it: compiled, in a process of its own. */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house-tree.ts'

const MAIN = join(ROOT, 'dist/services/cli/main.js')

export interface Ran {
  /** The exit status; null after a signal. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunCliOptions {
  readonly stdin?: string | Uint8Array
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Closes standard output after the first piece, as `| head -1` does. */
  readonly head?: boolean
}

/** For `beforeAll`: builds what is stale. */
export function buildCli(): void {
  execFileSync(process.execPath, [join(ROOT, 'infra/build.mjs')], { stdio: 'pipe' })
}

export async function cli(args: readonly string[], options: RunCliOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const pieces: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] }
  child.stdout.on('data', (data: Buffer) => {
    pieces.out.push(data)
    if (options.head) child.stdout.destroy()
  })
  child.stderr.on('data', (data: Buffer) => pieces.err.push(data))
  // Whoever does not read its input closes it, which is no error of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const [status] = (await once(child, 'close')) as [number | null]
  return {
    status,
    stdout: Buffer.concat(pieces.out).toString('utf8'),
    stderr: Buffer.concat(pieces.err).toString('utf8'),
  }
}

/** The lines of an NDJSON file. */
export function ndjson<Value = Readonly<Record<string, unknown>>>(path: string): Value[] {
  return parseLines(readFileSync(path, 'utf8'))
}

export function parseLines<Value = Readonly<Record<string, unknown>>>(text: string): Value[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Value)
}
