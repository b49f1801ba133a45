/**
 * The page in a real browser, under the product's content security policy. Needs the path of a Chromium in
 * STURMWARTE_CHROMIUM and a built page (`npm run build`); without a browser the tests are skipped.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Entity } from '../../shared/core/live.ts'
import { browserOfTests, CHROMIUM } from '../harness/browser.ts'
import { type PageFixture, startPageFixture } from '../harness/page-fixture.ts'
import { STORM_ID } from '../harness/page-history.ts'
import { type Scene, saturdayNight } from '../harness/page-scene.ts'
import { XSS_CORPUS } from '../harness/xss-corpus.ts'

const PAGE_DIR = join(import.meta.dirname, '../../dist/page')
const STORM_HASH = `#/storm/${encodeURIComponent(STORM_ID)}`

interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, page errors, dialogs, violations and foreign requests. */
  readonly troubles: string[]
}

describe.skipIf(CHROMIUM === '')('the page', () => {
  const browser = browserOfTests()

  beforeAll(() => {
    expect(existsSync(join(PAGE_DIR, 'index.html')), 'dist/page must be built').toBe(true)
  })

  async function visit(
    fixture: PageFixture,
    hash = '#/',
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Visit> {
    const context = await browser().newContext({ locale: 'de-DE', ...options })
    const page = await context.newPage()
    const troubles: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
    })
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('dialog', (dialog) => {
      troubles.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(fixture.url)) troubles.push(`foreign ${request.url()}`)
    })
    await page.addInitScript(
      "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))",
    )
    await page.goto(fixture.url + hash)
    return { page, context, troubles }
  }

  it('shows level 3 in German and English, and no data as no data', async () => {
    const fixture = await startPageFixture()
    const { page, context, troubles } = await visit(fixture)
    const storm = page.locator('[data-brand=kornblum]')
    await storm.getByText('frische Brise').waitFor()
    expect(await storm.locator('.gauge-figure').textContent()).toBe('3')
    expect(await storm.textContent()).toContain('1.240 Likes, 96 Kommentare und 12-mal geteilt')
    expect(await page.locator('[data-brand=neuhaus]').textContent()).toContain('Noch keine Daten')
    expect(await page.locator('[data-brand=lichtwerk]').textContent()).toContain('Windstille')
    expect(await page.locator('.recording').textContent()).toContain('npx sturmwarte init')
    const inside = page.locator('.troubles')
    expect(await inside.textContent()).toContain('Nachrichten kommen nicht an (email: 2)')
    expect(await page.title()).toBe('[3] Kornblum Mobil – Sturmwarte')
    await page.locator('.timeline canvas').first().waitFor()

    await page.getByRole('button', { name: 'English' }).click()
    await storm.getByText('fresh breeze').waitFor()
    expect(await storm.textContent()).toContain('1,240 likes, 96 comments and 12 shares')
    expect(await inside.textContent()).toContain('Messages do not arrive (email: 2)')
    await page.reload()
    await storm.getByText('fresh breeze').waitFor()
    expect(troubles).toEqual([])
    await context.close()
    await fixture.close()
  })

  it('announces a rise and shows it at once', async () => {
    const fixture = await startPageFixture()
    const { page, context } = await visit(fixture)
    await page.locator('[data-brand=kornblum]').waitFor()
    const brand = saturdayNight().entities.find((one) => one.id === 'kornblum') as Entity
    fixture.push({ ...brand, level: 4 } as Entity)
    await page.locator('[data-brand=kornblum]').getByText('starker Wind').waitFor()
    await page
      .locator('[aria-live=assertive]')
      .getByText('Kornblum Mobil: jetzt Stufe 4, starker Wind.')
      .waitFor({ state: 'attached' })
    await context.close()
    await fixture.close()
  })

  it('acknowledges, notes and silences with the right bodies, and waits for the server', async () => {
    const fixture = await startPageFixture()
    const { page, context, troubles } = await visit(fixture, STORM_HASH)
    await page.getByLabel('Ihr Name').fill('Lena')
    await page.getByRole('button', { name: 'Merken' }).click()
    await page.getByRole('button', { name: '2 Std.' }).click()
    await page.getByLabel('Notiz').fill('Rückruf läuft')
    await page.getByRole('button', { name: 'Notiz anfügen' }).click()
    await page.locator('.notes').getByText('Rückruf läuft').waitFor()
    await page.getByRole('button', { name: 'Nein, Fehlalarm' }).click()
    await page.getByRole('button', { name: 'Ich übernehme' }).click()
    await page.locator('.done', { hasText: 'Übernommen: Lena' }).waitFor()
    const path = `/api/v1/storms/${encodeURIComponent(STORM_ID)}`
    const rest = { header: '1', contentType: 'application/json' }
    expect(fixture.posted).toEqual([
      { ...rest, path: `${path}/silence`, body: { minutes: 120, by: 'Lena' } },
      { ...rest, path: `${path}/note`, body: { text: 'Rückruf läuft', by: 'Lena' } },
      { ...rest, path: `${path}/verdict`, body: { verdict: 'false-alarm', by: 'Lena' } },
      { ...rest, path: `${path}/acknowledge`, body: { by: 'Lena' } },
    ])
    expect(await page.locator('.check-unseen').count()).toBeGreaterThan(0)
    expect(troubles).toEqual([])
    await context.close()
    await fixture.close()
  })

  it('never looks calm when the line is lost, and recovers', async () => {
    const fixture = await startPageFixture()
    const { page, context } = await visit(fixture)
    await page.locator('[data-brand=kornblum]').waitFor()
    fixture.cut()
    await page.locator('.content-outdated').waitFor()
    await page.getByRole('alert').getByText('Nicht mehr aktuell').waitFor()
    expect(await page.locator('.line').textContent()).toMatch(/getrennt seit \d+ Sek\./)
    expect(await page.title()).toMatch(/^\(!\)/)
    fixture.restore()
    await page.locator('.content-outdated').waitFor({ state: 'detached' })
    await context.close()
    await fixture.close()
  })

  it('asks for a token, and takes that of a one-time link out of the address', async () => {
    const fixture = await startPageFixture({ token: 'geheim' })
    const closed = await visit(fixture)
    await closed.page.getByLabel('Token').fill('falsch')
    await closed.page.getByRole('button', { name: 'Anmelden' }).click()
    await closed.page.getByText('Dieses Token gilt nicht').waitFor()
    await closed.page.getByLabel('Token').fill('geheim')
    await closed.page.getByRole('button', { name: 'Anmelden' }).click()
    await closed.page.locator('[data-brand=kornblum]').waitFor()
    await closed.context.close()
    const linked = await visit(fixture, '#token=geheim')
    await linked.page.locator('[data-brand=kornblum]').waitFor()
    expect(linked.page.url()).not.toContain('geheim')
    expect(linked.troubles).toEqual([])
    await linked.context.close()
    await fixture.close()
  })

  it('shows hostile texts as texts, everywhere', async () => {
    const fixture = await startPageFixture({ scene: hostileScene() })
    const { page, context, troubles } = await visit(fixture)
    await page.getByRole('button', { name: /Alle \d+ Marken zeigen/ }).click()
    const shown = async (selector: string) =>
      (await page.locator(selector).allTextContents()).map((text) => text.trim())
    expect((await shown('.card-name')).sort()).toEqual([...XSS_CORPUS].map(visible).sort())

    await page.goto(`${fixture.url}#/search/kornblum`)
    await page.getByRole('button', { name: 'Weitere laden' }).click()
    await page
      .locator('.mention')
      .nth(XSS_CORPUS.length - 1)
      .waitFor()
    expect(await shown('.mention-text')).toEqual(XSS_CORPUS.map(visible))
    expect(await shown('.mention-head bdi')).toEqual(XSS_CORPUS.map(visible))
    expect(await page.locator('.mention-link').count()).toBe(0)

    await page.goto(`${fixture.url}${STORM_HASH}`)
    await page.locator('.note-text').first().waitFor()
    expect(await shown('.note-text')).toEqual(XSS_CORPUS.map(visible))
    await page.waitForTimeout(300)
    expect(await page.evaluate('globalThis.__hit')).toBeUndefined()
    expect(troubles).toEqual([])
    await context.close()
    await fixture.close()
  })

  it('fits a narrow phone and can be read in the dark', async () => {
    const fixture = await startPageFixture()
    for (const hash of ['#/', STORM_HASH, '#/search', '#/sources', '#/outbox', '#/outbox/1.eml']) {
      const { page, context, troubles } = await visit(fixture, hash, {
        viewport: { width: 360, height: 740 },
        colorScheme: 'dark',
      })
      await page.locator('main section').first().waitFor()
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(overflow, hash).toBeLessThanOrEqual(0)
      expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
      expect(troubles).toEqual([])
      await context.close()
    }
    await fixture.close()
  })
})

/** As a person sees it: hidden characters are marks. */
function visible(text: string): string {
  return text.replaceAll('\u000B', 'U+000B').trim()
}

/** Every string of the corpus as a brand, a mention with its author and address, and a note. */
function hostileScene(): Scene {
  const scene = saturdayNight()
  const brand = scene.entities.find((one) => one.id === 'kornblum')
  const mention = scene.mentions[1]
  if (brand?.entity !== 'brand' || !mention) throw new Error('the scene has changed')
  return {
    ...scene,
    entities: [
      ...scene.entities.filter((one) => one.entity !== 'brand' && one.id !== STORM_ID),
      ...XSS_CORPUS.map((name, i) => ({ ...brand, id: i === 0 ? brand.id : `b${i}`, name })),
      ...scene.entities.flatMap((one) =>
        one.entity === 'storm' && one.id === STORM_ID
          ? [{ ...one, notes: XSS_CORPUS.map((text) => ({ at: one.startedAt, by: text, text })) }]
          : [],
      ),
    ],
    mentions: XSS_CORPUS.map((text, i) => ({
      ...mention,
      id: `m${i}`,
      text,
      authorHandle: text,
      url: `javascript:${text}`,
      lang: text,
    })),
  }
}
