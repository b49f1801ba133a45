/** A projection of two brands, and what a page sees of it. */

import { plainBrand } from '../../shared/core/brand.ts'
import { changesSince } from '../../shared/core/entity-table.ts'
import type { LiveFrame, StormView } from '../../shared/core/live.ts'
import {
  createProjection,
  fold,
  type Projection,
  type ProjectionInput,
} from '../../shared/core/projection.ts'
import { PageTable, stormIdOf } from './live-samples.ts'

/** Of people. */
const NAMES = new Map([['lena', 'Lena Beispiel']])
export const empty = () =>
  createProjection([plainBrand('acme', ['Acme']), plainBrand('beta')], NAMES)

export function folded(...inputs: ProjectionInput[]): Projection {
  const projection = empty()
  for (const input of inputs) fold(projection, input)
  return projection
}

/** What a page sees that asks for everything. */
export function shown(projection: Projection): PageTable {
  const page = new PageTable()
  page.apply(frameOf(projection, undefined))
  return page
}

export function frameOf(projection: Projection, known: number | undefined): LiveFrame {
  return { type: 'frame', instance: 'one', ...changesSince(projection.table, known) }
}

export const storm = (projection: Projection): StormView =>
  shown(projection).get('storm', stormIdOf('acme'))!
