/**
 * One server as a process of ours: its port chosen by the system, waited for by asking, ended by its own id. It dies
 * with the process that started it, where the system can do that (Linux: setpriv).
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findCommand } from './java.ts'
import { isAlive } from './process-state.ts'

const ASK_AGAIN_MS = 100
const START_MAX_MS = 120_000
const STOP_MAX_MS = 20_000
const LAST_LINES = 15
/** Whoever this is, it is not root. Some servers refuse root, and the number is free on every Unix. */
export const NOBODY = 65_534
const FOLDER_PREFIX = 'sturmwarte-server-'

export interface ServerCommand {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Gets the log; where it runs. */
  readonly folder: string
  /** Not as root, even if we are. */
  readonly ordinaryUser?: boolean
  /** Resolves to true once it answers. What it throws means not yet. */
  readonly answers: () => Promise<boolean>
  /** The id of the process that serves, where the command is a launcher that ends with it. */
  readonly servingPid?: () => Promise<number>
}

export interface ServerProcess {
  /** The id of the process that serves; another one after every start. */
  readonly pid: number
  /** SIGTERM, and waits for the end; SIGKILL if it does not end. */
  stop(): Promise<void>
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>
  /** SIGSTOP: the connections stay, nobody answers. */
  freeze(): void
  /** SIGCONT. */
  thaw(): void
  /** Starts it again with the same port and data, and waits until it answers. */
  start(): Promise<void>
}

/** Starts it and waits until it answers. @throws one sentence with the last lines of its log */
export async function startProcess(options: ServerCommand): Promise<ServerProcess> {
  let child = await launch(options)
  let serving = await servingPid(options, child)
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded(child)) return
    const exit = once(child, 'exit')
    if (signal === 'SIGKILL') process.kill(serving, signal)
    else child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX_MS)
    await exit
    clearTimeout(timer)
  }
  return {
    get pid() {
      return serving
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void process.kill(serving, 'SIGSTOP'),
    thaw: () => void process.kill(serving, 'SIGCONT'),
    start: async () => {
      await end('SIGTERM')
      child = await launch(options)
      serving = await servingPid(options, child)
    },
  }
}

async function servingPid({ servingPid }: ServerCommand, child: ChildProcess): Promise<number> {
  return servingPid ? servingPid() : child.pid!
}

async function launch(options: ServerCommand): Promise<ChildProcess> {
  const log = join(options.folder, 'log')
  const [command = '', ...args] = [...leash(options.ordinaryUser), options.command, ...options.args]
  const output = openSync(log, 'w')
  const child = spawn(command, args, {
    cwd: options.folder,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  const latest = Date.now() + START_MAX_MS
  while (!(await answered(options.answers))) {
    if (!failure && !hasEnded(child) && Date.now() < latest) {
      await wait(ASK_AGAIN_MS)
      continue
    }
    child.kill('SIGKILL')
    const how = hasEnded(child)
      ? `ended with ${child.exitCode ?? child.signalCode}`
      : 'does not answer'
    throw new Error(
      `${options.name} ${failure?.message ?? how}. Its last lines:\n${lastLines(log)}`,
    )
  }
  return child
}

/** Dies with its parent, and with no more rights than it should have. */
function leash(ordinaryUser = false): string[] {
  const setpriv = findCommand('setpriv')
  const root = process.getuid?.() === 0
  if (setpriv === undefined) {
    if (ordinaryUser && root)
      throw new Error('setpriv (util-linux) is needed to start it as an ordinary user')
    return []
  }
  const user =
    ordinaryUser && root ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
  return [setpriv, ...user, '--pdeathsig=KILL']
}

async function answered(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch {
    return false
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n')
}

/** As many free ports; nobody holds them, so they must be taken soon. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** A folder for one server, to be removed when it has ended; its name says whose it is. */
export function serverFolder(): string {
  return mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`))
}

/** Removes what processes left behind that did not come to their end. */
export function removeOrphanedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name) ?? []
    if (owner === undefined || isAlive(Number(owner))) continue
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** For {@link ServerCommand.answers}: a good answer. */
export async function httpAnswers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await answer.arrayBuffer()
  return answer.ok
}
