/** Corrections of the sentiment: what people say a mention was, and the button that says it. */

import type { Brand } from '../../shared/core/brand.ts'
import { formatInstant } from '../../shared/core/time.ts'
import { aboutBrand } from '../../shared/edge/about.ts'
import { LABELS, labelRecord, type OwnLabel } from '../../shared/edge/labels.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import type { MentionDocument } from '../../shared/edge/store.ts'
import { type Answer, type Asked, type House, Problem, type Route } from './api-route.ts'
import { choice, required } from './api-schema.ts'
import { ask } from './api-store.ts'
import { BY, oneLine } from './api-storms.ts'

export function labelRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'post', path: '/api/v1/brands/{brandId}/mentions/{mentionId}/label' },
      ...{ id: 'label', role: 'operator' },
      summary:
        'Whether a mention is negative towards the brand; "none" takes back. Scoring learns it within seconds.',
      body: { label: required(choice(...LABELS), 'What it is.'), by: BY },
      answers: 'Recorded',
      status: 202,
      also: [404, 409, 503],
      handle: (asked) => label(house, asked),
    },
  ]
}

/** What people said of a mention, as the page shows it. */
export interface ShownLabel {
  readonly label: Exclude<OwnLabel, 'none'>
  readonly by: string
  readonly at: string
}

export function shownLabel(
  { labels, events }: House,
  { brandId, id }: Pick<MentionDocument, 'brandId' | 'id'>,
): ShownLabel | undefined {
  try {
    const found = labels?.inForce(brandId).get(id)
    if (!found || found.label === 'none') return undefined
    const { label, by, at } = found
    return { label, by, at }
  } catch (error) {
    events.problem('dashboard: labels', error)
    return undefined
  }
}

async function label(house: House, { path, body }: Asked): Promise<Answer> {
  const { labels } = house
  const brand = house.brands.find(({ id }) => id === path['brandId'])
  if (!brand) throw new Problem(404, 'There is no such brand.')
  if (!labels) throw new Problem(503, 'Nothing can be recorded here.')
  const found = await ask(house, (store) => store.mention(brand.id, path['mentionId']!))
  if (!found) throw new Problem(404, 'This mention is not stored (any more).')
  const said = body['label'] as OwnLabel
  if (found.text === '' && said !== 'none')
    throw new Problem(
      409,
      'The text of this mention is gone, so that nothing can be learned from it.',
    )
  const at = house.clock.now()
  const record = labelRecord(scorerOf(house), aboutOf(brand), {
    mentionId: found.id,
    at: formatInstant(at),
    by: oneLine(body['by']),
    label: said,
    text: found.text,
    lang: found.lang ?? undefined,
  })
  try {
    labels.append(brand.id, record)
  } catch (error) {
    house.events.problem('dashboard: labels', error)
    throw new Problem(503, 'The disk did not take it. Nothing was recorded; try again.')
  }
  return { body: { recorded: true, at } }
}

/** Read when the first label is given: most processes never need it. */
const SCORERS = new WeakMap<House, ReturnType<typeof loadScorer>>()

function scorerOf(house: House): ReturnType<typeof loadScorer> {
  const scorer = SCORERS.get(house) ?? loadScorer()
  SCORERS.set(house, scorer)
  return scorer
}

const ABOUT = new WeakMap<Brand, ReturnType<typeof aboutBrand>>()

function aboutOf(brand: Brand): ReturnType<typeof aboutBrand> {
  const about = ABOUT.get(brand) ?? aboutBrand(brand)
  ABOUT.set(brand, about)
  return about
}
