import { describe, expect, it } from 'vitest'
import { browserOfTests, CHROMIUM } from '../harness/browser.ts'
import { startPageFixture } from '../harness/page-fixture.ts'
import { STORM_ID } from '../harness/page-history.ts'
import { type Scene, saturdayNight } from '../harness/page-scene.ts'

const STORM_HASH = `#/storm/${encodeURIComponent(STORM_ID)}`
const FIRST = `/api/v1/brands/kornblum/mentions/${encodeURIComponent('mastodon:https://example.social/1')}/label`

describe.skipIf(CHROMIUM === '')('a list of posts', () => {
  const browser = browserOfTests()

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
      const page = await browser().newPage({ locale })
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

  it.each([
    [
      'de-DE',
      'Ohne fast gleiche Kopien',
      '5 Erwähnungen, 1 fast gleiche Kopie',
      'und 1 fast gleiche Kopie',
    ],
    ['en-US', 'Hide near-copies', '5 mentions, 1 near-copy hidden', 'and 1 near-copy'],
  ])(
    'hides near-copies on demand and says how many, also in a storm (%s)',
    async (locale, label, count, copies) => {
      const fixture = await startPageFixture({ scene: withCopy() })
      for (const hash of ['#/search/kornblum', STORM_HASH]) {
        const page = await browser().newPage({ locale })
        await page.goto(`${fixture.url}${hash}`)
        const posts = page.locator('.mention', { hasText: 'Bei mir genau dasselbe' })
        await posts.nth(1).waitFor()
        await page.getByLabel(label).check()
        await page.getByText(count).waitFor()
        expect(await posts.count()).toBe(1)
        expect(await posts.textContent()).toContain(copies)
        await page.getByLabel(label).uncheck()
        await posts.nth(1).waitFor()
        await page.close()
      }
      await fixture.close()
    },
  )
})

describe.skipIf(CHROMIUM === '')('the likeness of a storm', () => {
  const browser = browserOfTests()

  it.each([
    [
      'de-DE',
      'Vodafone 2012: zu 66 % ähnlich in 4 Merkmalen',
      'Kommentare je Like',
      '0,08',
      'Kein Alarm hängt davon ab',
    ],
    [
      'en-US',
      'Vodafone 2012: 66% alike in 4 features',
      'comments a like',
      '0.08',
      'No alarm depends on it',
    ],
  ])('is shown with its arithmetic (%s)', async (locale, likest, feature, value, note) => {
    const fixture = await startPageFixture()
    const page = await browser().newPage({ locale })
    await page.goto(`${fixture.url}${STORM_HASH}`)
    await page.locator('summary', { hasText: likest }).click()
    const row = page.getByRole('row', { name: feature })
    await row.waitFor()
    expect(await row.textContent()).toContain(value)
    expect(await page.getByText(note).count()).toBe(1)
    await page.close()
    await fixture.close()
  })
})

/** One of the posts twice, by somebody else. */
function withCopy(): Scene {
  const scene = saturdayNight()
  const copy = scene.mentions[1]!
  return { ...scene, mentions: [...scene.mentions, { ...copy, id: 'mastodon:copy' }] }
}
