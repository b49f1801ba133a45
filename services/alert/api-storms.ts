/** Storms, and what people do about them: each answer is a record in the order of the log. */

import { afterAction } from '../../shared/core/after-action.ts'
import type { Answer as Response, StormState } from '../../shared/core/projection-storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { type Answer, type Asked, type House, Problem, type Route } from './api-route.ts'
import { choice, type Fields, optional, required, text, type Value, whole } from './api-schema.ts'
import { ask } from './api-store.ts'

const NAME_LENGTH = 100
const NOTE_LENGTH = 2_000
const LONGEST_SILENCE_MIN = 14 * 24 * 60
export const BY = required(text(NAME_LENGTH), 'Who does this: a name, or the id of a person.')

export function stormRoutes(house: House): Route[] {
  return [
    {
      ...{ method: 'get', path: '/api/v1/storms', id: 'storms', role: 'reader' },
      summary: 'Storms, the newest first; those that ended are kept for 30 days.',
      query: {
        brandId: optional(text(200), 'Of this brand only.'),
        status: optional(choice('firing', 'acknowledged', 'resolved'), 'In this state only.'),
      },
      answers: 'Storms',
      handle: ({ query }) => storms(house, query),
    },
    {
      ...{ method: 'get', path: '/api/v1/storms/{stormId}', id: 'storm', role: 'reader' },
      summary: 'One storm and the messages about it.',
      answers: 'Storm',
      also: [404],
      handle: ({ path }) => {
        const { view } = stormOf(house, path)
        return { body: { storm: view, notifications: notificationsOf(house, view.id) } }
      },
    },
    {
      ...{ method: 'get', path: '/api/v1/storms/{stormId}/report', id: 'report', role: 'reader' },
      summary: 'After the storm: time to detect, to acknowledge, to the all-clear.',
      answers: 'AfterAction',
      also: [404],
      handle: (asked) => report(house, asked),
    },
    action(house, 'acknowledge', 'I have it: reminders stop until the level rises.', {}, true),
    action(
      house,
      'silence',
      'No message about this storm for so many minutes, unless its level rises.',
      { minutes: required(whole(1, LONGEST_SILENCE_MIN), 'Every silence ends.') },
      true,
    ),
    action(
      house,
      'verdict',
      'Whether the alert was right; a false alarm ends it for people.',
      { verdict: required(choice('right', 'false-alarm'), 'The verdict.') },
      false,
    ),
    action(
      house,
      'note',
      'A note in the storm’s record.',
      { text: required(text(NOTE_LENGTH), 'What to remember.') },
      false,
    ),
  ]
}

type Action = 'acknowledge' | 'silence' | 'verdict' | 'note'

/** @param whileOpen without meaning once the storm is over: 409 */
function action(
  house: House,
  name: Action,
  summary: string,
  fields: Fields,
  whileOpen: boolean,
): Route {
  return {
    ...{ method: 'post', path: `/api/v1/storms/{stormId}/${name}`, id: name, role: 'operator' },
    summary,
    body: { ...fields, by: BY },
    answers: 'Recorded',
    status: 202,
    also: [404, 503, ...(whileOpen ? [409] : [])],
    handle: async ({ path, body }) => {
      const { view } = stormOf(house, path)
      if (whileOpen && view.status === 'resolved') throw new Problem(409, 'This storm is over.')
      const at = house.clock.now()
      const by = oneLine(body['by'])
      const record = recordOf(name, { brandId: view.brandId, stormId: view.id, at, by }, body)
      await append(house, record)
      return { body: { recorded: true, at } }
    },
  }
}

function recordOf(
  name: Action,
  about: { brandId: string; stormId: string; at: number; by: string },
  body: Asked['body'],
): Response {
  switch (name) {
    case 'acknowledge':
      return { type: 'acknowledgement', ...about }
    case 'silence':
      return { type: 'silence', ...about, until: about.at + Number(body['minutes']) * MINUTE_MS }
    case 'verdict':
      return { type: 'verdict', ...about, verdict: body['verdict'] as 'right' | 'false-alarm' }
    case 'note':
      return { type: 'note', ...about, text: String(body['text']) }
  }
}

/** Names stand in mails and lines of lists. */
export function oneLine(value: Value | undefined): string {
  return String(value ?? '').replace(/\s+/g, ' ')
}

async function append(house: House, record: Response): Promise<void> {
  try {
    await house.bus.append([
      { topic: TOPICS.storms, key: record.brandId, value: JSON.stringify(record) },
    ])
  } catch (error) {
    house.events.problem('dashboard: the log', error)
    throw new Problem(503, 'The log did not take it. Nothing was recorded; try again.')
  }
}

export function stormOf(house: House, path: Asked['path']): StormState {
  const storm = house.projection.storms.get(path['stormId']!)
  if (!storm) throw new Problem(404, 'There is no such storm, or it ended long ago.')
  return storm
}

function storms(house: House, query: Asked['query']): Answer {
  const found = [...house.projection.storms.values()]
    .map(({ view }) => view)
    .filter(({ brandId }) => query['brandId'] === undefined || brandId === query['brandId'])
    .filter(({ status }) => query['status'] === undefined || status === query['status'])
    .sort((a, b) => b.startedAt - a.startedAt)
  return { body: { storms: found } }
}

function notificationsOf(house: House, stormId: string) {
  return [...house.projection.notifications.values()]
    .map(({ view }) => view)
    .filter((view) => view.stormId === stormId)
    .sort((a, b) => a.at - b.at)
}

/** When the first post was written is known to the store alone; without it the report begins at the opening. */
async function report(house: House, { path }: Asked): Promise<Answer> {
  const { view, firstAcknowledgedAt } = stormOf(house, path)
  const { leadingMentionId, brandId } = view
  const post =
    leadingMentionId === null || !house.store
      ? undefined
      : await ask(house, (store) => store.mention(brandId, leadingMentionId)).catch(() => undefined)
  const notifications = notificationsOf(house, view.id)
  const leadingPublishedAt = post?.publishedAt
  return { body: afterAction(view, notifications, { leadingPublishedAt, firstAcknowledgedAt }) }
}
