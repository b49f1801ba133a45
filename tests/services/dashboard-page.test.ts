/**
 * The real page on the real server: through the door, by the live line, and back into the log. Needs the path of a
 * Chromium in STURMWARTE_CHROMIUM and a built page; without a browser the test is skipped.
 */

import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CHROMIUM, startBrowser } from '../harness/browser.ts'
import { readAll, until } from '../harness/bus-recorder.ts'
import { openDashboard } from '../harness/dashboard-harness.ts'
import { reading, stormEvent, stormIdOf, T0 } from '../harness/live-samples.ts'

test.skipIf(CHROMIUM === '')(
  'the page comes in by a link, sees a storm open, and takes it',
  async () => {
    const pageFolder = join(import.meta.dirname, '../../dist/page')
    const opened = await openDashboard({ token: 's3cr3t', pageFolder })
    const browser = await startBrowser()
    onTestFinished(() => browser.close())
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    const troubles: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(message.text())
    })
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(opened.url)) troubles.push(`foreign ${request.url()}`)
    })

    await page.goto(opened.dashboard.oneTimeLink())
    await page.locator('[data-brand=acme]').waitFor()
    expect(page.url()).not.toContain('token')

    const level = { level: 3, phase: 'storm' } as const
    await opened.append(stormEvent(T0, 'opened', level), reading(T0, level))
    await page.locator('[data-brand=acme]').getByText('fresh breeze').waitFor()

    await page.goto(`${opened.url}#/storm/${encodeURIComponent(stormIdOf('acme'))}`)
    await page.locator('input[name=name]').fill('Lena')
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await page.locator('.done', { hasText: 'Lena' }).waitFor()
    await until('it is written down', async () => {
      const written = await readAll(opened.bus, ['storms'])
      return written.some(({ value }) => value?.includes('"type":"acknowledgement"'))
    })

    for (const hash of ['#/sources', '#/outbox', '#/search/acme']) {
      await page.goto(opened.url + hash)
      await page.locator('main h1').waitFor()
    }
    expect(troubles).toEqual([])
  },
)
