/** A real browser for pages and mails: the Chromium that STURMWARTE_CHROMIUM names; without one such tests are skipped. */

import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

export const CHROMIUM = process.env['STURMWARTE_CHROMIUM'] ?? ''

/** It fetches nothing by itself. Whoever starts it closes it. */
export function startBrowser(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
  args.push('--disable-background-networking', '--disable-component-update', '--disable-sync')
  return chromium.launch({ executablePath: CHROMIUM, args })
}

/** One browser for the tests of a `describe`. */
export function browserOfTests(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())
  return () => browser!
}
