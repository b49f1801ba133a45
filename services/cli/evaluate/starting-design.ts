/**
 * The starting design: score and decision as DETECTION 5.1 gives them, to six digits (`golden_detector.json`). The
 * product has another score since; this one stays as the measure beside which every change is judged.
 */

import { calmLife, type Life, live } from '../../../shared/core/life.ts'
import { DEFAULT_POLICY } from '../../../shared/core/policy.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/core/time.ts'
import { TICK_MS } from './background.ts'
import type { Runner, Told } from './contestant.ts'

/** DETECTION 5.1, the values of the golden vector. */
const DESIGN = {
  halfLife: HOUR_MS,
  overdispersion: 0.04,
  shareHalfLife: 14 * DAY_MS,
  varianceHalfLife: 2 * DAY_MS,
  freezeAt: 4,
  maxFreeze: 2 * DAY_MS,
  voteCap: 4,
  shareWeight: 0.67,
  tauWarn: 0.8,
  minNegatives: 8,
  settle: 3 * HOUR_MS,
} as const

const LEFT = 2 ** (-TICK_MS / DESIGN.halfLife)
const VARIANCE_STEP = 1 - 2 ** (-TICK_MS / DESIGN.varianceHalfLife)
const SHARE_STEP = 1 - 2 ** (-TICK_MS / DESIGN.shareHalfLife)
/** The evidence rule counts the negatives of two half-lives. */
const EVIDENCE_TICKS = (2 * DESIGN.halfLife) / TICK_MS

export interface DesignMemory {
  mentions: number
  squares: number
  negatives: number
  shareNegatives: number
  shareMentions: number
  excessVariance: number
  mean: number
  variance: number
  usualMentions: number
  frozenTicks: number
  started: boolean
}

export function designMemory(): DesignMemory {
  return {
    mentions: 0,
    squares: 0,
    negatives: 0,
    shareNegatives: 8,
    shareMentions: 40,
    excessVariance: 0,
    mean: 0,
    variance: 1,
    usualMentions: 0,
    frozenTicks: 0,
    started: false,
  }
}

export interface DesignScore {
  readonly zShare: number
  readonly zVolume: number
  readonly score: number
}

/** Measures one tick, then learns from it. */
export function designTick(memory: DesignMemory, mentions: number, negatives: number): DesignScore {
  memory.mentions = memory.mentions * LEFT + mentions
  memory.squares = memory.squares * LEFT * LEFT + mentions
  memory.negatives = memory.negatives * LEFT + negatives
  if (!memory.started) {
    memory.started = true
    memory.mean = memory.negatives
    memory.variance = Math.max(memory.negatives, 1)
    memory.usualMentions = memory.mentions
  }
  const { mentions: n, squares, negatives: x } = memory
  const share = memory.shareNegatives / memory.shareMentions
  const excess = x - share * n
  const binomial = share * (1 - share) * (squares + DESIGN.overdispersion * (n * n - squares))
  const zShare = excess / Math.sqrt(binomial + memory.excessVariance + 1)
  const zVolume = (x - memory.mean) / Math.sqrt(memory.variance + 1)
  learn(memory, mentions, negatives, excess, zShare)
  const volume = Math.min(3, Math.max(-1, zVolume / 5))
  const score = (DESIGN.shareWeight * zShare) / 2.4 + (1 - DESIGN.shareWeight) * volume
  return { zShare, zVolume, score }
}

function learn(
  memory: DesignMemory,
  mentions: number,
  negatives: number,
  excess: number,
  zShare: number,
): void {
  const a = VARIANCE_STEP
  const deviation = memory.negatives - memory.mean
  memory.excessVariance = (1 - a) * (memory.excessVariance + a * excess ** 2)
  memory.variance = (1 - a) * (memory.variance + a * deviation ** 2)
  memory.mean += a * deviation
  memory.frozenTicks = zShare < DESIGN.freezeAt ? 0 : memory.frozenTicks + 1
  const learns = (memory.frozenTicks - 1) * TICK_MS > DESIGN.maxFreeze || memory.frozenTicks === 0
  if (learns && mentions > 0) {
    const vote = Math.min(1, (DESIGN.voteCap * memory.usualMentions * (1 - LEFT)) / mentions)
    memory.shareNegatives += vote * negatives
    memory.shareMentions += vote * mentions
  }
  memory.shareNegatives -= SHARE_STEP * (memory.shareNegatives - 0.8)
  memory.shareMentions -= SHARE_STEP * (memory.shareMentions - 4)
  const cap = 4 * memory.usualMentions + 5
  memory.usualMentions += a * (Math.min(memory.mentions, cap) - memory.usualMentions)
}

/** Tells at the fixed 0.80 with the evidence rule, through the product's own life of a storm. */
export class StartingDesign implements Runner {
  readonly #memory: DesignMemory
  readonly #life: Life
  readonly #recent: number[]
  readonly #told: Told = { score: 0, alert: false }
  #ticks: number

  constructor(memory = designMemory(), life = calmLife(), recent: number[] = [], ticks = 0) {
    this.#memory = memory
    this.#life = life
    this.#recent = recent
    this.#ticks = ticks
  }

  tick(mentions: number | null, negatives: number | null): Told {
    const bad = negatives ?? 0
    const { score } = designTick(this.#memory, mentions ?? 0, bad)
    this.#recent.push(bad)
    if (this.#recent.length > EVIDENCE_TICKS) this.#recent.shift()
    const at = ++this.#ticks * TICK_MS
    const enough = this.#recent.reduce((sum, one) => sum + one, 0) >= DESIGN.minNegatives
    const hot = score >= DESIGN.tauWarn && enough && at > DESIGN.settle
    const cool = !hot && score < DEFAULT_POLICY.hysteresis * DESIGN.tauWarn
    const before = live(this.#life, { hot, cool, level: hot ? 2 : 0 }, at, DEFAULT_POLICY)
    this.#told.score = score
    this.#told.alert = before === 'calm'
    return this.#told
  }

  copy(): Runner {
    const { ...memory } = this.#memory
    return new StartingDesign(memory, { ...this.#life }, [...this.#recent], this.#ticks)
  }
}
