/** What a chart of one brand needs of its readings: at most so many points, however long the history is. */

import type { EpochMs } from '../../../shared/core/time.ts'
import { TICK_MS } from '../evaluate/background.ts'

/** Of one stretch of time; null where nothing is known of it. */
export interface CurvePoint {
  readonly from: EpochMs
  readonly mentions: number | null
  readonly negatives: number | null
  /** The highest of the stretch, and the lowest threshold in force. */
  readonly score: number | null
  readonly warnAt: number | null
}

export interface Curve {
  readonly brandId: string
  /** How long a stretch is. */
  readonly stepMs: number
  readonly points: readonly CurvePoint[]
}

export interface CurveReading {
  readonly brandId: string
  readonly at: EpochMs
  readonly mentions: number | null
  readonly negatives: number | null
  readonly score: number | null
  readonly warnAt?: number
}

export interface Curves {
  /** Readings of one brand come in the order of time. */
  take(reading: CurveReading): void
  of(brandId: string): Curve | undefined
  brandIds(): Iterable<string>
}

/** More than a chart has pixels is not seen. */
const MOST_POINTS = 960
/** Curves are kept of all brands with a label, and of so many others. */
const MOST_OTHERS = 100

export function startCurves(labelled: ReadonlySet<string>): Curves {
  const curves = new Map<string, Growing>()
  let others = 0
  return {
    take(reading) {
      const { brandId } = reading
      let curve = curves.get(brandId)
      if (!curve) {
        if (!labelled.has(brandId) && others++ >= MOST_OTHERS) return
        curve = { brandId, stepMs: TICK_MS, points: [] }
        curves.set(brandId, curve)
      }
      add(curve, reading)
    },
    of: (brandId) => curves.get(brandId),
    brandIds: () => curves.keys(),
  }
}

interface Growing {
  readonly brandId: string
  stepMs: number
  points: CurvePoint[]
}

function add(curve: Growing, { at, mentions, negatives, score, warnAt }: CurveReading): void {
  const fresh = (): CurvePoint => ({
    from: Math.floor((at - 1) / curve.stepMs) * curve.stepMs,
    mentions,
    negatives,
    score,
    warnAt: warnAt ?? null,
  })
  const last = curve.points.at(-1)
  const point = fresh()
  if (last && last.from >= point.from) curve.points[curve.points.length - 1] = merged(last, point)
  else curve.points.push(point)
  if (curve.points.length <= MOST_POINTS) return
  curve.stepMs *= 2
  curve.points = coarser(curve.points, curve.stepMs)
}

/** The same points on a coarser grid; whatever falls into one stretch becomes one. */
export function coarser(points: readonly CurvePoint[], stepMs: number): CurvePoint[] {
  const out: CurvePoint[] = []
  for (const point of points) {
    const from = Math.floor(point.from / stepMs) * stepMs
    const last = out.at(-1)
    if (last?.from === from) out[out.length - 1] = merged(last, point)
    else out.push({ ...point, from })
  }
  return out
}

function merged(a: CurvePoint, b: CurvePoint): CurvePoint {
  return {
    from: a.from,
    mentions: both(a.mentions, b.mentions, (x, y) => x + y),
    negatives: both(a.negatives, b.negatives, (x, y) => x + y),
    score: both(a.score, b.score, Math.max),
    warnAt: both(a.warnAt, b.warnAt, Math.min),
  }
}

function both(
  a: number | null,
  b: number | null,
  join: (a: number, b: number) => number,
): number | null {
  return a === null ? b : b === null ? a : join(a, b)
}
