/**
 * What the detector can fold, checked before it does: the core trusts its records, so that one of another shape must
 * not come near it. Only other versions and strangers write such.
 */

import type { Observation } from '../../shared/core/observation.ts'

/** Whether a record of `observations` is whole and every field that the fold reads has its type. */
export function isObservation(input: { readonly type: string }): input is Observation {
  const check = Object.hasOwn(SHAPES, input.type) ? SHAPES[input.type as Observation['type']] : []
  const fields = input as unknown as Readonly<Record<string, unknown>>
  return check.length > 0 && check.every(([name, test]) => test(fields[name]))
}

type Check = readonly [name: string, test: (value: unknown) => boolean]

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => Number.isFinite(value)
const isCount = (value: unknown) => value === null || Number.isFinite(value)
const isFlag = (value: unknown) => typeof value === 'boolean'
const isList = (value: unknown) => Array.isArray(value) && value.every(isText)
const isTable = (value: unknown) => typeof value === 'object' && value !== null

const isMaybe = (value: unknown) => value === undefined || Number.isFinite(value)

function isSaid(value: unknown): boolean {
  if (value === undefined) return true
  if (!isTable(value)) return false
  const { terms, cues, wording, link, press, accountDays } = value as Readonly<
    Record<string, unknown>
  >
  return isList(terms) && [cues, wording, link, press, accountDays].every(isMaybe)
}

const AT: Check = ['at', isNumber]
const BRAND: Check = ['brandId', (value) => isText(value) && value !== '']
/** Undefined where nobody says where the record came from. */
const FROM: Check = [
  'from',
  (value) =>
    value === undefined || (isTable(value) && isNumber((value as { offset: unknown }).offset)),
]
const POST: readonly Check[] = [AT, BRAND, FROM, ['mentionId', isText], ['key', isNumber]]

const SHAPES: Readonly<Record<Observation['type'], readonly Check[]>> = {
  mention: [
    ...POST,
    ['publishedAt', isNumber],
    ['source', isText],
    ['kind', isText],
    ['pNegMilli', isNumber],
    ['pPosMilli', isNumber],
    ['author', isNumber],
    ['own', isFlag],
    ['touchpoints', isList],
    ['said', isSaid],
  ],
  engagement: [
    ...POST,
    ['source', isText],
    ['likes', isCount],
    ['comments', isCount],
    ['shares', isCount],
  ],
  deletion: POST,
  counts: [
    AT,
    BRAND,
    ['mentions', isCount],
    ['negatives', isCount],
    ['authors', isCount],
    ['engagement', isCount],
  ],
  tick: [AT],
  'source-status': [AT],
  policy: [AT, ['policyId', isText], ['policy', isTable], ['brands', isTable]],
}
