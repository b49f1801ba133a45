/** Which known storms a storm is most like: published ones and those of this house that have ended. */

import { likeness, type StormShape, shapeOf, TOO_EARLY_MS } from '../../shared/core/likeness.ts'
import type { StormView } from '../../shared/core/live.ts'
import type { StormEvent } from '../../shared/core/storm.ts'
import { KNOWN_STORMS } from '../../shared/core/storm-library.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { readingsIn } from './api-brands.ts'
import { type Answer, type House, Problem, type Route } from './api-route.ts'
import { ask } from './api-store.ts'
import { stormOf } from './api-storms.ts'

/** Of its own storms the last so many are compared; their readings are asked for one after the other. */
const MOST_OWN = 20
/** Records of storms looked through for those that memory no longer has. */
const MOST_RECORDS = 2_000
const MOST_SHOWN = 3

interface Past {
  readonly id: string
  readonly brandId: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly causes: StormView['causes']
}

/** Shapes of storms that have ended do not change. */
const SHAPES = new WeakMap<House, Map<string, StormShape>>()

export function likenessRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/storms/{stormId}/likeness', id: 'likeness' },
      role: 'reader',
      summary:
        'Which known storms it is most like, published ones and own; no alarm depends on it.',
      answers: 'Likeness',
      also: [404],
      handle: ({ path }) => likenessOf(house, stormOf(house, path).view),
    },
  ]
}

async function likenessOf(house: House, storm: StormView): Promise<Answer> {
  const toAt = storm.endedAt ?? house.clock.now()
  if (toAt - storm.startedAt < TOO_EARLY_MS)
    return { body: { state: 'too-early', compared: 0, likest: [] } }
  const { readings } = await readingsIn(house, storm.brandId, storm.startedAt, toAt)
  const shape = shapeOf(storm, readings)
  const own = await ownStorms(house, storm)
  const known = [
    ...KNOWN_STORMS.map(({ id, name, source, shape: of }) => ({ id, name, source, shape: of })),
    ...own.map(({ past, shape: of }) => ({ id: past.id, startedAt: past.startedAt, shape: of })),
  ]
  const likest = known
    .flatMap(({ shape: other, ...about }) => {
      const found = likeness(shape, other)
      return found ? [{ ...about, ...found, shape: other }] : []
    })
    .sort((a, b) => b.like - a.like || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_SHOWN)
  const state = likest.length === 0 ? 'too-early' : 'known'
  return { body: { state, compared: known.length, likest, shape } }
}

async function ownStorms(house: House, storm: StormView) {
  const shapes = SHAPES.get(house) ?? new Map<string, StormShape>()
  SHAPES.set(house, shapes)
  const past = (await pastStorms(house))
    .filter(({ id, startedAt }) => id !== storm.id && startedAt < storm.startedAt)
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, MOST_OWN)
  const found: { readonly past: Past; readonly shape: StormShape }[] = []
  for (const one of past) {
    let shape = shapes.get(one.id)
    if (!shape) {
      const { readings } = await readingsIn(house, one.brandId, one.startedAt, one.endedAt)
      shape = shapeOf(one, readings)
      shapes.set(one.id, shape)
    }
    found.push({ past: one, shape })
  }
  // Only those that are compared are kept.
  for (const id of shapes.keys()) if (!past.some((one) => one.id === id)) shapes.delete(id)
  return found
}

/** Those that have ended and were no false alarm, from memory and from the store where it can be asked. */
async function pastStorms(house: House): Promise<Past[]> {
  const known = new Map<string, Past>()
  for (const one of await storedStorms(house)) known.set(one.id, one)
  for (const { view } of house.projection.storms.values()) {
    const { id, brandId, startedAt, endedAt, causes, kind, verdict } = view
    if (kind === 'storm' && endedAt !== null && verdict?.verdict !== 'false-alarm')
      known.set(id, { id, brandId, startedAt, endedAt, causes })
    else known.delete(id)
  }
  return [...known.values()]
}

async function storedStorms(house: House): Promise<Past[]> {
  if (!house.store) return []
  try {
    const records = await ask(house, (store) => store.records('storm', { limit: MOST_RECORDS }))
    const events = records.flatMap(({ body }) => {
      const event = JSON.parse(body) as StormEvent | { readonly type: 'verdict' }
      return event.type === 'storm' && event.kind === 'storm' ? [event] : []
    })
    return events.flatMap(({ stormId: id, brandId, change, at, startedAt, causes }) =>
      change === 'ended' ? [{ id, brandId, startedAt, endedAt: at, causes }] : [],
    )
  } catch (error) {
    // Without the store those in memory are compared.
    if (error instanceof Problem) return []
    throw error
  }
}
