import { describe, expect, it } from 'vitest'
import { browserOfTests, CHROMIUM } from '../harness/browser.ts'
import { startPageFixture } from '../harness/page-fixture.ts'
import { STORM_ID } from '../harness/page-history.ts'
import { type Scene, saturdayNight } from '../harness/page-scene.ts'
import { plain, SENTENCES, TOLD_CAUSE, TOLD_CHECKS } from '../harness/told-sentences.ts'

describe.skipIf(CHROMIUM === '')('the page of a storm', () => {
  const browser = browserOfTests()

  it.each([
    ['de-DE', 'de'],
    ['en-US', 'en'],
  ] as const)('says all that is unusual (%s)', async (locale, language) => {
    const fixture = await startPageFixture({ scene: toldScene() })
    const page = await browser().newPage({ locale })
    await page.goto(`${fixture.url}#/storm/${encodeURIComponent(STORM_ID)}`)
    await page.locator('.check').first().waitFor()
    const shown = plain((await page.locator('main').textContent()) ?? '')
    const { cause, checks } = SENTENCES[language]
    expect([...cause, ...checks].filter((sentence) => !shown.includes(sentence))).toEqual([])
    await page.close()
    await fixture.close()
  })
})

function toldScene(): Scene {
  const scene = saturdayNight()
  return {
    ...scene,
    entities: scene.entities.map((one) =>
      one.entity === 'storm' && one.id === STORM_ID
        ? { ...one, causes: [TOLD_CAUSE], checklist: TOLD_CHECKS }
        : one,
    ),
  }
}
