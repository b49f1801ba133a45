/** Lists of posts in a real browser: corrected with one press, by a name that is asked for once, and taken back. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, startBrowser } from '../harness/browser.ts'
import { startPageFixture } from '../harness/page-fixture.ts'

const FIRST = `/api/v1/brands/kornblum/mentions/${encodeURIComponent('mastodon:https://example.social/1')}/label`

describe.skipIf(CHROMIUM === '')('a list of posts', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await startBrowser()
  })

  afterAll(() => browser?.close())

  it.each([
    [
      'de-DE',
      'War nicht negativ',
      'Ihr Name',
      'Merken',
      'Als nicht negativ vermerkt: Lena',
      'zurück',
    ],
    ['en-US', 'Was not negative', 'Your name', 'Keep', 'Marked as not negative: Lena', 'undo'],
  ])(
    'takes a correction and takes it back (%s)',
    async (locale, button, name, keep, done, undo) => {
      const fixture = await startPageFixture()
      const page = await browser.newPage({ locale })
      await page.goto(`${fixture.url}#/search/kornblum`)
      const post = page.locator('.mention', { hasText: 'Bei mir genau dasselbe' })
      await post.getByRole('button', { name: button }).click()
      await post.getByLabel(name).fill('Lena')
      await post.getByRole('button', { name: keep }).click()
      await post.getByText(done).waitFor()
      await post.getByRole('button', { name: undo }).click()
      await post.getByRole('button', { name: button }).waitFor()
      expect(fixture.posted.map(({ path, header, body }) => [path, header, body])).toEqual([
        [FIRST, '1', { label: 'not-negative', by: 'Lena' }],
        [FIRST, '1', { label: 'none', by: 'Lena' }],
      ])
      await page.close()
      await fixture.close()
    },
  )
})
