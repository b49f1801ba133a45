/** The demo as a person starts it: a process of its own, its page's address read from what it says. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../../infra/run.mjs', import.meta.url))

export interface DemoProcess {
  readonly url: string
  /** Everything it said on standard error. */
  said(): string
  get<Value>(path: string): Promise<Value>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Starts it and waits until it says where the page is. */
export function startDemo(dataDir: string, speed: number): Promise<DemoProcess> {
  return startPage('demo', '--speed', String(speed), '--port', '0', '--data', dataDir)
}

/** Any command that shows the page. */
export async function startPage(...args: readonly string[]): Promise<DemoProcess> {
  const child = spawn(process.execPath, [RUN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exit = once(child, 'exit')
  let text = ''
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      text += `${line}\n`
      const found = /http:\/\/[^\s]+/.exec(line)
      if (found) resolve(found[0].replace(/\/$/, ''))
    })
    exit.then(() => reject(new Error(`it ended before it began:\n${text}`)), reject)
  })
  return {
    url,
    said: () => text,
    async get<Value>(path: string) {
      const response = await fetch(url + path)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as Value
    },
    async kill(signal) {
      child.kill(signal)
      return (await exit)[0] as number | null
    },
  }
}

/** Mails in the outbox folder of a data directory. */
export function outboxOf(dataDir: string): string[] {
  const folder = join(dataDir, 'outbox')
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .sort()
    : []
}
