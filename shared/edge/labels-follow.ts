/**
 * A brand's own labels while the product runs: whoever adds to a file, in this process or another, its brand is learned
 * anew with the next mention after the next look. A look is one `stat` a file, so that it works on any disk that processes share.
 */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Corrections } from '../core/sentiment/own-labels.ts'
import {
  appendLabels,
  correctionsOf,
  type LabelRecord,
  labelFile,
  labelFolder,
  labelsInForce,
} from './labels.ts'

export const LABEL_LOOK_MS = 2_000

export interface FollowedLabels {
  /** As of the last look; learned when it is first asked for. */
  corrections(brandId: string): Corrections | undefined
  /** Takes note of files that have changed. */
  look(): void
}

/** @param onProblem a file that cannot be read: then the brand has no labels until it can */
export function followLabels(dataDir: string, onProblem: (error: unknown) => void): FollowedLabels {
  const learned = new Map<string, Corrections | undefined>()
  let stamps = new Map<string, string>()
  const look = () => {
    const now = stampsIn(labelFolder(dataDir))
    if (now.size === 0 && stamps.size === 0) return
    for (const file of new Set([...now.keys(), ...stamps.keys()]))
      if (now.get(file) !== stamps.get(file)) learned.delete(file)
    stamps = now
  }
  look()
  return {
    look,
    corrections(brandId) {
      // Asked for every mention, and most houses have no labels.
      if (stamps.size === 0) return undefined
      const file = labelFile(dataDir, brandId)
      if (!stamps.has(file)) return undefined
      if (!learned.has(file)) {
        try {
          learned.set(file, correctionsOf(dataDir, brandId))
        } catch (error) {
          learned.set(file, undefined)
          onProblem(error)
        }
      }
      return learned.get(file)
    },
  }
}

/** The labels of brands as people see and change them. */
export interface LabelDesk {
  /** @throws Error where the file cannot be read */
  inForce(brandId: string): ReadonlyMap<string, LabelRecord>
  /** @throws Error where the disk takes nothing more */
  append(brandId: string, record: LabelRecord): void
}

export function labelDesk(dataDir: string): LabelDesk {
  const known = new Map<string, { stamp: string | undefined; labels: Map<string, LabelRecord> }>()
  return {
    inForce(brandId) {
      const stamp = stampOf(labelFile(dataDir, brandId))
      const before = known.get(brandId)
      if (before && before.stamp === stamp) return before.labels
      const labels = labelsInForce(dataDir, brandId)
      known.set(brandId, { stamp, labels })
      return labels
    },
    append: (brandId, record) => appendLabels(dataDir, brandId, [record]),
  }
}

function stampsIn(folder: string): Map<string, string> {
  const stamps = new Map<string, string>()
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    // Nobody has labelled anything yet.
  }
  for (const name of names) {
    const file = join(folder, name)
    const stamp = stampOf(file)
    if (stamp !== undefined) stamps.set(file, stamp)
  }
  return stamps
}

/** Files only grow, so that their size tells what a coarse clock does not. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.size} ${found.mtimeMs} ${found.ino}`
}
