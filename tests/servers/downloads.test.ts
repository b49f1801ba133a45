/** What the servers are made of is fetched once, whoever asks and whoever dies while fetching. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadFolder, fetchedOnce } from '../harness/servers/downloads.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-downloads-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const write = async (into: string) => writeFileSync(join(into, 'jar'), 'whole')

describe('a download', () => {
  it('is fetched by one of those who ask at once, and everybody has it', async () => {
    let fetches = 0
    const slowly = async (into: string) => {
      fetches += 1
      await write(into)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const asking = Array.from({ length: 5 }, () => fetchedOnce(folder, 'kafka', slowly))
    const answers = await Promise.all(asking)
    expect(fetches).toBe(1)
    expect(new Set(answers)).toEqual(new Set([join(folder, 'kafka')]))
    expect(readFileSync(join(folder, 'kafka', 'jar'), 'utf8')).toBe('whole')
    expect(readdirSync(folder)).toEqual(['kafka'])
  })

  it('that fails leaves nothing, so that the next one fetches', async () => {
    const half = async (into: string) => {
      writeFileSync(join(into, 'jar'), 'half')
      throw new Error('the network is away')
    }
    await expect(fetchedOnce(folder, 'kafka', half)).rejects.toThrow('the network is away')
    expect(readdirSync(folder)).toEqual([])
    expect(existsSync(await fetchedOnce(folder, 'kafka', write))).toBe(true)
  })

  it('waits for nobody who has died while fetching', async () => {
    const impossible = 2 ** 22 + 1
    writeFileSync(join(folder, 'kafka.lock'), String(impossible))
    await fetchedOnce(folder, 'kafka', write)
    expect(readdirSync(folder)).toEqual(['kafka'])
  })
})

describe('the folder of downloads', () => {
  it('is the one that is named, else a temporary one', () => {
    expect(downloadFolder({ STURMWARTE_SERVERS: '/a/folder' })).toBe('/a/folder')
    expect(downloadFolder({ STURMWARTE_SERVERS: 'on' })).toBe(join(tmpdir(), 'sturmwarte-servers'))
    expect(downloadFolder({})).toBe(join(tmpdir(), 'sturmwarte-servers'))
  })
})
