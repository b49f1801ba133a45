/** What the tests of the embedded log run in a process of its own: `lock DIR`, `fill PATH` or `commit PATH`. */

import { DAY_MS } from '../../shared/core/time.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { DataDirectoryBusyError, lockDataDirectory } from '../../shared/edge/data-lock.ts'

const OUTPUTS_PER_COMMIT = 3

const [task, path = ''] = process.argv.slice(2)
if (task === 'lock') lock(path)
if (task === 'fill') await fill(path)
if (task === 'commit') await commitForever(path)

/** Holds the lock until standard input ends or the process is killed. */
function lock(directory: string): void {
  try {
    const held = lockDataDirectory(directory, Date.now())
    process.stdin.on('end', () => held.release()).resume()
    console.log('locked')
  } catch (error) {
    if (!(error instanceof DataDirectoryBusyError)) throw error
    console.log(error.message)
    process.exit(75)
  }
}

async function open(path: string) {
  const bus = openSqliteBus({ path, clock: systemClock })
  const topic = { partitions: 1, retentionMs: DAY_MS, compacted: false }
  await bus.createTopics([
    { ...topic, name: 'in' },
    { ...topic, name: 'out' },
    { ...topic, name: 'state', compacted: true },
  ])
  return bus
}

async function fill(path: string): Promise<void> {
  const bus = await open(path)
  for (let i = 0; i < 50; i++) {
    await bus.append([{ topic: 'out', key: 'k', value: `${i} `.repeat(500) }])
  }
  await bus.close()
}

/** Commits with outputs and a snapshot, several at once, and says so after the first. */
async function commitForever(path: string): Promise<void> {
  const bus = await open(path)
  const at = { group: 'group', topic: 'in', partition: 0 }
  let offset = (await bus.committed(at.group, at.topic, at.partition)) ?? 0
  for (let round = 0; ; round++) {
    const commits = Array.from({ length: 1 + (round % 4) }, () => {
      offset++
      const value = `${offset} `.repeat(1 + ((offset * 37) % 900))
      const outputs = Array.from({ length: OUTPUTS_PER_COMMIT }, () => ({
        topic: 'out',
        key: 'k',
        value,
      }))
      const snapshots = [{ topic: 'state', key: 'k', value: String(offset) }]
      return bus.commit({ ...at, offset, outputs, snapshots })
    })
    await Promise.all(commits)
    if (round === 0) console.log('committing')
  }
}
