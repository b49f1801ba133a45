/** `sturmwarte demo`: plays the bundled recording through the real parts, at speed, and says so. */

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { parseInstant } from '../../shared/core/time.ts'
import { playbackClock, systemClock } from '../../shared/edge/clock.ts'
import type { Config } from '../../shared/edge/config.ts'
import { lockDataDirectory } from '../../shared/edge/data-lock.ts'
import { runUntilStopped, stopSignal } from '../../shared/edge/process.ts'
import { sourceValidators } from './connectors.ts'
import { configOrExit } from './exit.ts'
import { type HouseOptions, startHouse } from './house.ts'
import { portOf, speedOf } from './port.ts'
import { ROOT } from './version.ts'

export interface DemoArguments {
  readonly speed?: number
  readonly port?: number
  readonly host?: string
  readonly data?: string
}

/** The weekend of the recording in under two minutes, the alert within ten seconds. */
const SPEED = 1_200
/** Where the demo keeps its log, store and outbox unless told otherwise. */
export const DEMO_DATA = join('data', 'demo')
/** When history begins, when the page begins to move, and when the recording ends. */
const RECORDING = {
  path: join(ROOT, 'infra', 'demo', 'recording.ndjson.gz'),
  historyFrom: instant('2026-02-28T18:00:00Z'),
  playFrom: instant('2026-03-07T18:00:00Z'),
  endsAt: instant('2026-03-09T06:00:00Z'),
  /** Long enough for the storm to fade and end on the page. */
  runOut: '14h',
}
/** Stands in the data folder once a recording was played to its end: the next start begins anew. */
const PLAYED = 'recording-played'

export function demoCommand(): Command {
  return new Command('demo')
    .description('play the bundled recorded storm; texts and names are invented')
    .option('--speed <n>', 'times as fast as real time', speedOf, SPEED)
    .option('--port <n>', 'port of the page; 0 takes a free one', portOf)
    .option('--host <h>', 'address of the page; beyond loopback a token is demanded')
    .option('--data <dir>', 'where log, store and outbox lie', DEMO_DATA)
    .action((options: DemoArguments) => demo(options))
}

export async function demo(options: DemoArguments): Promise<void> {
  const signalled = stopSignal()
  const speed = options.speed ?? SPEED
  const dataDir = options.data ?? DEMO_DATA
  beginAnewIfPlayed(dataDir)
  const recorded = recordedHouse(speed)
  const { dashboard } = recorded.config
  const house = await startHouse({
    ...recorded,
    dataDir,
    host: options.host ?? dashboard.host,
    port: options.port ?? dashboard.port,
  })
  process.stderr.write(`${greeting(house.oneTimeLink(), speed, dataDir)}\n`)
  house.ended.then(
    () => writeFileSync(join(dataDir, PLAYED), ''),
    () => undefined,
  )
  await runUntilStopped(signalled, house.failed, () => house.stop())
}

/** The bundled recording as configuration and clock of a house. */
export function recordedHouse(speed: number): Pick<HouseOptions, 'config' | 'clock' | 'recording'> {
  const file = configOrExit(join(ROOT, 'infra', 'demo', 'demo.yaml'), {
    sourceOptions: sourceValidators(),
  })
  return {
    config: { ...file, sources: [recordingSource()] },
    clock: playbackClock(RECORDING.historyFrom, speed),
    recording: { name: 'Kornblum Mobil', from: RECORDING.playFrom, to: RECORDING.endsAt, speed },
  }
}

function recordingSource(): Config['sources'][number] {
  const { path, runOut } = RECORDING
  const options = { path, playFrom: '2026-03-07T18:00:00Z', runOut }
  return { name: 'recording', kind: 'recording', enabled: true, options }
}

/** Only a folder that a played recording has marked is emptied, and only of what this program puts there. */
function beginAnewIfPlayed(dataDir: string): void {
  if (!existsSync(join(dataDir, PLAYED))) return
  // Whoever still shows the last one holds the folder; then this one ends here.
  const lock = lockDataDirectory(dataDir, systemClock.now())
  for (const name of [
    'log.db',
    'log.db-wal',
    'log.db-shm',
    'store.db',
    'store.db-wal',
    'store.db-shm',
    'outbox',
    PLAYED,
  ]) {
    rmSync(join(dataDir, name), { recursive: true, force: true })
  }
  lock.release()
}

function greeting(url: string, speed: number, dataDir: string): string {
  return [
    '',
    `  Sturmwarte: ${url}`,
    '',
    `  This is a RECORDING, played ${speed} times as fast as it happened: one complaint on the wall of an invented`,
    '  company, modelled on the public figures of a real case. All texts and names are invented.',
    `  Mails are not sent; they lie in ${join(dataDir, 'outbox')} and can be read on the page.`,
    '',
    '  Your own brand:  npx sturmwarte init --brand "Your Brand"  then  npm start',
    '  Stop: Ctrl+C.  Interrupted, it goes on where it was; played to its end, it begins anew.',
    '',
  ].join('\n')
}

function instant(text: string): number {
  const at = parseInstant(text)
  if (at === undefined) throw new RangeError(`no instant: ${text}`)
  return at
}
