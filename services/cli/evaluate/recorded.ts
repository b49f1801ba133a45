/** Reads what the experiment needs from a folder of data: count series with labels, and cascades. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EpochMs, HOUR_MS, parseInstant } from '../../../shared/core/time.ts'
import { CommandError } from '../exit.ts'
import { type Label, readLabels } from '../labels.ts'
import { burstsOf, type Series, TICK_MS } from './background.ts'
import type { Cascade } from './storms.ts'

/** So far beyond a labelled window nothing is injected or counted (DETECTION 4). */
const MARGIN_MS = 6 * HOUR_MS

export interface RecordedSeries extends Series {
  readonly labels: readonly Label[]
}

/** @throws CommandError where the folder has no series. */
export function readSeries(folder: string): RecordedSeries[] {
  const labels = readLabels(join(folder, 'labels.json'))
  const files = listed(folder).filter((name) => name.endsWith('.csv'))
  if (files.length === 0) throw new CommandError(`${folder} has no series (*.csv)`)
  return files.map((file) => {
    const name = file.replace(/\.csv$/, '')
    const own = labels.filter((label) => label.brandId === name)
    return oneSeries(join(folder, file), name, own)
  })
}

function oneSeries(path: string, name: string, labels: readonly Label[]): RecordedSeries {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  const at = (text: string | undefined) => {
    const instant = parseInstant(text)
    if (instant === undefined) throw new CommandError(`${path}: ${text} is no instant`)
    return instant
  }
  const startAt = Math.floor(at(rows[0]?.[0]) / TICK_MS) * TICK_MS
  const tickOf = (instant: EpochMs) => Math.floor((instant - startAt) / TICK_MS)
  const mentions = new Int32Array(tickOf(at(rows.at(-1)?.[0])) + 1)
  for (const [stamp, value] of rows) mentions[tickOf(at(stamp))]! += Number(value)
  const excluded = new Uint8Array(mentions.length)
  for (const { start, end } of labels)
    excluded.fill(1, Math.max(0, tickOf(start - MARGIN_MS)), Math.max(0, tickOf(end + MARGIN_MS)))
  return { name, startAt, labels, mentions, excluded, burstOf: burstsOf(mentions) }
}

/** Cascades: the first line says how many, the others begin with seconds after the first post. */
export function readCascades(folder: string): Cascade[] {
  const files = listed(folder).filter((name) => /^RT\d+\.txt$/.test(name))
  if (files.length === 0) throw new CommandError(`${folder} has no cascades (RT*.txt)`)
  return files.map((file) =>
    Float64Array.from(
      readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1),
      (line) => Number(line.split(' ')[0]),
    ),
  )
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    throw new CommandError(`${folder} cannot be read: ${(error as Error).message}`)
  }
}
