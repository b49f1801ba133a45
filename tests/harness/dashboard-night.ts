/** A dashboard that shows a night of which something is known in every place. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { labelDesk } from '../../shared/edge/labels-follow.ts'
import { until } from './bus-recorder.ts'
import { newFolder, type OpenedDashboard, openDashboard } from './dashboard-harness.ts'
import { delivery, notification, reading, stormEvent, stormIdOf, T0 } from './live-samples.ts'
import { put, said } from './store-samples.ts'

export const STORM = encodeURIComponent(stormIdOf('acme'))
export const POST_ID = 'mastodon:https://example.social/users/lena/statuses/1'
export const POST = encodeURIComponent(POST_ID)

/** A night of which something is known in every place. */
export async function openNight(): Promise<OpenedDashboard> {
  const opened = await openDashboard({ labels: labelDesk(newFolder()) })
  const told = notification(T0 + MINUTE_MS)
  await opened.store.apply(
    put(said('Liefert endlich!', { id: POST_ID, publishedAt: T0 - HOUR_MS })),
  )
  await opened.append(
    reading(T0, { level: 2, phase: 'rising', doublingTimeMin: 20, next3h: { low: 1, high: 9 } }),
    stormEvent(T0, 'opened', { leadingMentionId: POST_ID }),
    told,
    delivery(told, T0 + 2 * MINUTE_MS),
    {
      type: 'source-status',
      source: 'mastodon',
      status: 'live',
      observedAt: '2026-03-07T20:00:00Z',
    },
  )
  mkdirSync(opened.outboxFolder)
  writeFileSync(
    join(opened.outboxFolder, '1.eml'),
    'Subject: =?utf-8?Q?[Stufe_2]_Gr=C3=BC=C3=9Fe?=\r\nTo: lena@example.com\r\nFrom: w@example.com\r\nDate: Sat, 07 Mar 2026 20:01:00 +0000\r\n\r\nHallo\r\n',
  )
  await opened.ready()
  await until('the storm is known', async () => {
    return (await opened.request(`/api/v1/storms/${STORM}`)).status === 200
  })
  return opened
}
