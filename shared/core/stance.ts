/**
 * What a mention says of its post, as one whole number that a table can hold: how negative and how positive it is,
 * and whether it is the brand's own.
 */

import type { CellMention } from './cell-rows.ts'
import { type EpochMs, SECOND_MS } from './time.ts'

/** What is kept of a mention for the day its counters come. */
export interface Told {
  readonly publishedSec: number
  readonly stance: number
}

/** The bits of a stance: two times ten for thousandths, then own, then whether nothing was told. */
export const STANCE = 0xff_ffff
export const UNTOLD = 1 << 21
const OWN = 1 << 20
const THOUSANDTHS = 0x3ff
const POSITIVE = 10
const LAST_SEC = 0xffff_ffff

export function toldBy(mention: CellMention): Told {
  return { publishedSec: seconds(mention.publishedAt), stance: stanceBy(mention) }
}

export function stanceBy({ pNegMilli, pPosMilli, own }: CellMention): number {
  return pNegMilli | (pPosMilli << POSITIVE) | (own ? OWN : 0)
}

export function isUntold(stance: number): boolean {
  return (stance & UNTOLD) !== 0
}

export function isOwn(stance: number): boolean {
  return (stance & OWN) !== 0
}

export function pNegMilliOf(stance: number): number {
  return stance & THOUSANDTHS
}

export function pPosMilliOf(stance: number): number {
  return (stance >>> POSITIVE) & THOUSANDTHS
}

/** Whole seconds that fit into 32 bits. */
export function seconds(at: EpochMs): number {
  return Math.min(LAST_SEC, Math.max(0, Math.floor(at / SECOND_MS)))
}
