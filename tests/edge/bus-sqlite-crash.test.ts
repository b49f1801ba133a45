import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bus, BusError } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { DataDirectoryBusyError, lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { DatabaseError, openDatabase } from '../../shared/edge/sqlite.ts'
import { readAll, textOf } from '../harness/bus-recorder.ts'
import { bundleChild, type Child, removeBundles } from '../harness/child.ts'
import { tempFolder } from '../harness/temp-folder.ts'

let start: (...args: string[]) => Child
beforeAll(async () => {
  start = await bundleChild('tests/edge/bus-child.ts')
})
afterAll(removeBundles)

const folder = () => tempFolder('crash')

/** Opens, and tells where a damaged file went. */
function open(path: string): { bus: Bus; moved: string[] } {
  const moved: string[] = []
  const onMovedAside = (to: string) => void moved.push(to)
  return { bus: openSqliteBus({ path, clock: systemClock, onMovedAside }), moved }
}

/** The offset, the number of outputs and the snapshot that stand in the log, each counted in commits. */
async function commitsIn(bus: Bus): Promise<number[]> {
  const offset = await bus.committed('group', 'in', 0)
  const outputs = await readAll(bus, ['out'])
  const [snapshot] = await bus.readCompacted('state', 0)
  return [offset ?? 0, outputs.length / 3, Number(snapshot ? textOf(snapshot) : 0)]
}

describe('kill -9 in the middle of committing', () => {
  test('never leaves half a commit, and never takes one back', async () => {
    const path = join(folder(), 'log.db')
    let before = 0
    for (let round = 0; round < 12; round++) {
      const child = start('commit', path)
      expect(await child.line()).toBe('committing')
      await pause((round * 7919) % 31)
      await child.kill()
      const { bus, moved } = open(path)
      const [offset = 0, outputs, snapshot] = await commitsIn(bus)
      await bus.close()
      expect(moved).toEqual([])
      expect({ outputs, snapshot }).toEqual({ outputs: offset, snapshot: offset })
      expect(offset).toBeGreaterThan(before)
      before = offset
    }
  })
})

describe('a damaged log', () => {
  const damages: Record<string, (path: string) => void> = {
    'with foreign bytes in its pages': (path) => overwrite(path, 4096, 3 * 4096),
    'that is no database': (path) => writeFileSync(path, 'Dear diary, '.repeat(2000)),
    'that was cut': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  }
  for (const [what, damage] of Object.entries(damages)) {
    test(`${what} is moved aside; an empty one takes its place`, async () => {
      const path = join(folder(), 'log.db')
      expect(await start('fill', path).ended()).toBe(0)
      damage(path)
      const bytes = readFileSync(path)
      const { bus, moved } = open(path)
      expect(moved).toHaveLength(1)
      expect(moved[0]).toMatch(/log\.db\.corrupt-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z$/)
      expect(readFileSync(moved[0]!).equals(bytes)).toBe(true)
      await expect(bus.partitionsOf('out')).rejects.toBeInstanceOf(BusError)
      await bus.createTopics([{ name: 'out', partitions: 1, retentionMs: 1, compacted: false }])
      await bus.append([{ topic: 'out', key: 'k', value: 'new' }])
      expect(await readAll(bus, ['out'])).toHaveLength(1)
      await bus.close()
    })
  }

  test('with foreign bytes in its write-ahead file loses the last commits, whole ones', async () => {
    const path = join(folder(), 'log.db')
    const child = start('commit', path)
    await child.line()
    await child.kill()
    const wal = statSync(`${path}-wal`).size
    overwrite(`${path}-wal`, Math.floor(wal * 0.7), 64)
    const { bus, moved } = open(path)
    const [offset, outputs, snapshot] = await commitsIn(bus)
    expect(moved).toEqual([])
    expect({ outputs, snapshot }).toEqual({ outputs: offset, snapshot: offset })
    await bus.close()
  })

  test('of a newer program is refused and left as it is', async () => {
    const path = join(folder(), 'log.db')
    const database = openDatabase(path, { synchronous: 'full' })
    database.exec('CREATE TABLE future (x); PRAGMA user_version = 99')
    database.close()
    expect(() => open(path)).toThrow(/newer version/)
    const again = openDatabase(path, { synchronous: 'full' })
    expect(again.all('SELECT name FROM sqlite_master')).toEqual([{ name: 'future' }])
    again.close()
  })
})

describe('a place that cannot be written', () => {
  test('is told in a sentence', () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    const wrong = join(file, 'data')
    expect(() => open(join(wrong, 'log.db'))).toThrow(BusError)
    expect(() => open(join(wrong, 'log.db'))).toThrow(
      new RegExp(`^${wrong}/log.db cannot be opened .*data directory\\.$`),
    )
    expect(() => lockDataDirectory(wrong, 0)).toThrow(DatabaseError)
    expect(() => open(folder())).toThrow(/cannot be opened/)
  })
})

describe('the lock of a data directory', () => {
  test('names its owner to the second one, and goes with a killed process', async () => {
    const directory = join(folder(), 'not', 'yet', 'there')
    const first = start('lock', directory)
    expect(await first.line()).toBe('locked')
    const second = start('lock', directory)
    const sentence = `The data directory ${directory} is in use by process ${first.process.pid} on `
    expect(await second.line()).toContain(sentence)
    expect(await second.ended()).toBe(75)
    expect(() => lockDataDirectory(directory, 0)).toThrow(DataDirectoryBusyError)
    await first.kill()
    const lock = lockDataDirectory(directory, 0)
    expect(() => lockDataDirectory(directory, 0)).toThrow(`process ${process.pid} on`)
    lock.release()
    lock.release()
    expect(existsSync(join(directory, 'owner.json'))).toBe(false)
    lockDataDirectory(directory, 0).release()
  })

  test('is had by exactly one of several that start at once', async () => {
    for (let round = 0; round < 5; round++) {
      const directory = folder()
      const children = Array.from({ length: 3 }, () => start('lock', directory))
      const lines = await Promise.all(children.map((child) => child.line()))
      expect(lines.filter((line) => line === 'locked')).toHaveLength(1)
      expect(lines.filter((line) => line?.includes('is in use by'))).toHaveLength(2)
      await Promise.all(children.map((child) => child.kill()))
    }
  })
})

function overwrite(path: string, at: number, bytes: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(bytes, 0xa5), 0, bytes, at)
  closeSync(file)
}
