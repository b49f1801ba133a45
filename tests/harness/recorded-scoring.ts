/**
 * The scoring service as a process of its own, on the time of a recording that another process plays: each line of
 * standard input is the instant up to which the log has everything, and its end is the end of that process. Arguments:
 * the configuration, the data folder, the instant, the speed, how many times as often as usual states are written.
 */

import { createInterface } from 'node:readline'
import { optionChecks } from '../../services/cli/connectors.ts'
import { startService } from '../../services/cli/service.ts'
import { playbackClock, systemClock } from '../../shared/edge/clock.ts'
import { readConfigFile } from '../../shared/edge/config.ts'
import { runUntilStopped, stopSignal } from '../../shared/edge/process.ts'

const [file = '', dataDir = '', startAt = '', speed = '', haste = ''] = process.argv.slice(2)
const signalled = stopSignal()
const clock = playbackClock(Number(startAt), Number(speed))
createInterface({ input: process.stdin })
  .on('line', (line) => clock.moveTo(Number(line)))
  .on('close', () => process.exit(1))
const read = readConfigFile(file, process.env, optionChecks())
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const options = { config: read.config, dataDir, host: undefined, port: undefined }
const service = await startService('scoring', {
  ...options,
  clock: { ...clock, elapsed: () => Number(haste) * systemClock.elapsed() },
})
console.log('runs')
await runUntilStopped(signalled, service.failed, () => service.stop())
process.exit()
