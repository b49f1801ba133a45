/** "This was not negative", by the button of the page: into the file, shown with the mention, taken back, refused. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { labelFile, readLabels } from '../../shared/edge/labels.ts'
import { labelDesk } from '../../shared/edge/labels-follow.ts'
import { newFolder, type OpenedDashboard, openDashboard } from '../harness/dashboard-harness.ts'
import { T0 } from '../harness/live-samples.ts'
import { put, said } from '../harness/store-samples.ts'

const TEXT = 'Schon wieder eine Panne am Berg, Acme schleppt mich ab'
const PATH = '/api/v1/brands/acme/mentions'

interface Shown {
  readonly mentions: readonly { readonly id: string; readonly label?: object }[]
}

async function open(): Promise<OpenedDashboard & { readonly dataDir: string }> {
  const dataDir = newFolder()
  const opened = await openDashboard({ labels: labelDesk(dataDir) })
  await opened.store.apply(put(said(TEXT, { id: 'x:1', publishedAt: T0, lang: 'de' })))
  return { ...opened, dataDir }
}

describe('a label', () => {
  test('is appended with who and when, without the text, and comes back with the mention', async () => {
    const { dataDir, post, request } = await open()
    const reply = await post(`${PATH}/x%3A1/label`, { label: 'not-negative', by: ' Lena\n B. ' })
    expect([reply.status, reply.json]).toEqual([202, { recorded: true, at: T0 }])
    const [record] = readLabels(dataDir, 'acme')
    expect(record).toMatchObject({ mentionId: 'x:1', by: 'Lena B.', label: 'not-negative' })
    expect(record).toMatchObject({ at: '2026-03-07T20:00:00Z', lang: 'de' })
    expect(record!.ngrams.length).toBeGreaterThan(0)
    expect(readFileSync(labelFile(dataDir, 'acme'), 'utf8')).not.toContain('am Berg')
    const { mentions } = (await request(PATH)).json as Shown
    const label = { label: 'not-negative', by: 'Lena B.', at: '2026-03-07T20:00:00Z' }
    expect(mentions).toMatchObject([{ id: 'x:1', label }])
    expect((await request(`${PATH}/x%3A1`)).json).toMatchObject({ mention: { label } })
  })

  test('is taken back, and the file keeps both', async () => {
    const { dataDir, post, request } = await open()
    await post(`${PATH}/x%3A1/label`, { label: 'negative', by: 'Lena' })
    await post(`${PATH}/x%3A1/label`, { label: 'none', by: 'Jonas' })
    const { mentions } = (await request(PATH)).json as Shown
    expect(mentions[0]).not.toHaveProperty('label')
    const told = readLabels(dataDir, 'acme').map(({ by, label }) => [by, label])
    expect(told).toEqual([
      ['Lena', 'negative'],
      ['Jonas', 'none'],
    ])
  })

  test('that another process wrote is shown as well', async () => {
    const { dataDir, post, request } = await open()
    await post(`${PATH}/x%3A1/label`, { label: 'negative', by: 'Lena' })
    await request(PATH)
    const [record] = readLabels(dataDir, 'acme')
    labelDesk(dataDir).append('acme', { ...record!, label: 'not-negative', by: 'Mia' })
    expect((await request(PATH)).json).toMatchObject({
      mentions: [{ label: { label: 'not-negative', by: 'Mia' } }],
    })
  })
})

describe('a label is refused', () => {
  test.each([
    ['of a mention that nobody knows', `${PATH}/x%3A2/label`, { label: 'negative', by: 'x' }, 404],
    ['of a brand that nobody knows', '/api/v1/brands/no/mentions/x%3A1/label', undefined, 404],
    ['of another word', `${PATH}/x%3A1/label`, { label: 'bad', by: 'x' }, 400],
    ['of nobody', `${PATH}/x%3A1/label`, { label: 'negative' }, 400],
  ])('%s', async (_, path, body, status) => {
    const { dataDir, post } = await open()
    expect((await post(path, body ?? { label: 'negative', by: 'x' })).status).toBe(status)
    expect(readLabels(dataDir, 'acme')).toEqual([])
  })

  test('where the text is gone, but what was said before can be taken back', async () => {
    const { dataDir, post, store } = await open()
    await post(`${PATH}/x%3A1/label`, { label: 'negative', by: 'x' })
    await store.erase({ mentionId: 'x:1' }, T0 + 1)
    const late = await post(`${PATH}/x%3A1/label`, { label: 'not-negative', by: 'x' })
    expect(late.status).toBe(409)
    expect((await post(`${PATH}/x%3A1/label`, { label: 'none', by: 'x' })).status).toBe(202)
    expect(labelDesk(dataDir).inForce('acme').size).toBe(0)
  })

  test('from a page that is not ours, and without a session where one is needed', async () => {
    const { dataDir, post } = await open()
    const body = { label: 'negative', by: 'x' }
    const foreign = { 'Sec-Fetch-Site': 'cross-site' }
    expect((await post(`${PATH}/x%3A1/label`, body, foreign)).status).toBe(403)
    expect(readLabels(dataDir, 'acme')).toEqual([])
    const guarded = await openDashboard({ labels: labelDesk(dataDir), token: 'secret' })
    expect((await guarded.post(`${PATH}/x%3A1/label`, body)).status).toBe(401)
  })

  test('where the disk does not take it, or there is nowhere to keep it', async () => {
    const file = join(newFolder(), 'file')
    const broken = labelDesk(file)
    const opened = await openDashboard({
      labels: {
        ...broken,
        append: () => {
          throw new Error('ENOSPC')
        },
      },
    })
    await opened.store.apply(put(said(TEXT, { id: 'x:1', publishedAt: T0 })))
    const body = { label: 'negative', by: 'x' }
    const reply = await opened.post(`${PATH}/x%3A1/label`, body)
    expect(reply.status).toBe(503)
    expect(reply.json).toMatchObject({ detail: expect.stringContaining('Nothing was recorded') })
    const none = await openDashboard()
    expect((await none.post(`${PATH}/x%3A1/label`, body)).status).toBe(503)
  })
})
