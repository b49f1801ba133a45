/** A server as a process of ours: it answers, it can be hurt, and it is gone when nobody needs it. */

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleChild, removeBundles } from '../harness/child.ts'
import { findCommand } from '../harness/servers/java.ts'
import { isAlive, stateOf } from '../harness/servers/process-state.ts'
import {
  freePorts,
  httpAnswers,
  removeOrphanedFolders,
  type ServerProcess,
  serverFolder,
  startProcess,
} from '../harness/servers/server-process.ts'

const ANSWERING = `
  const { createServer } = require('node:http')
  createServer((request, response) => response.end('here')).listen(Number(process.argv[1]), '127.0.0.1')`

/** Above what any system gives to a process. */
const NEVER_A_PROCESS = 2 ** 22 + 1

let folder: string
let server: ServerProcess | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-process-'))
})
afterEach(async () => {
  await server?.kill()
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})
afterAll(removeBundles)

async function startAnswering(): Promise<{ running: ServerProcess; url: string }> {
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}/`
  server = await startProcess({
    name: 'a server',
    command: process.execPath,
    args: ['-e', ANSWERING, String(port)],
    folder,
    answers: () => httpAnswers(url),
  })
  return { running: server, url }
}

describe('a server process', () => {
  it('answers when started, and is gone after stop', async () => {
    const { running, url } = await startAnswering()
    expect(await (await fetch(url)).text()).toBe('here')
    await running.stop()
    expect(isAlive(running.pid)).toBe(false)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('comes back at the same place after a kill', async () => {
    const { running, url } = await startAnswering()
    const before = running.pid
    await running.kill()
    await expect(fetch(url)).rejects.toThrow()
    await running.start()
    expect(running.pid).not.toBe(before)
    expect(await (await fetch(url)).text()).toBe('here')
  })

  it.skipIf(stateOf(process.pid) === undefined)(
    'says nothing while frozen and goes on when thawed',
    async () => {
      const { running, url } = await startAnswering()
      running.freeze()
      const asked = fetch(url).then((answer) => answer.text())
      expect(await Promise.race([asked, isStopped(running.pid)])).toBe('stopped')
      running.thaw()
      expect(await asked).toBe('here')
    },
  )

  it('that ends at once is told with its last words', async () => {
    const starting = startProcess({
      name: 'a server',
      command: process.execPath,
      args: ['-e', 'console.error("no such option"); process.exit(3)'],
      folder,
      answers: async () => false,
    })
    await expect(starting).rejects.toThrow(
      /a server ended with 3\. Its last lines:\nno such option/,
    )
  })

  it.skipIf(findCommand('setpriv') === undefined)('dies with whoever started it', async () => {
    const start = await bundleChild('tests/servers/server-process-child.ts')
    const parent = start()
    const pid = Number(await parent.line())
    expect(isAlive(pid)).toBe(true)
    await parent.kill()
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it('leaves its folder to be swept when its starter has died', async () => {
    const mine = serverFolder()
    const orphan = join(tmpdir(), `sturmwarte-server-${NEVER_A_PROCESS}-gone`)
    mkdirSync(orphan)
    removeOrphanedFolders()
    expect(existsSync(mine)).toBe(true)
    expect(existsSync(orphan)).toBe(false)
    rmSync(mine, { recursive: true })
  })
})

async function isStopped(pid: number): Promise<'stopped'> {
  while (stateOf(pid) !== 'T') await new Promise((resolve) => setImmediate(resolve))
  return 'stopped'
}
