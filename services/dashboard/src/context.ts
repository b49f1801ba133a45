/** What every part of the page may know, and the product's clock. */

import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { DEFAULT_POLICY, type Policy } from '../../../shared/core/policy.ts'
import type { EpochMs } from '../../../shared/core/time.ts'
import type { Language } from '../../../shared/core/words.ts'
import type { Line } from './live.ts'
import { EMPTY_TABLE, type Table } from './table.ts'
import type { PageText } from './text-de.ts'
import { EN } from './text-en.ts'

export interface App {
  readonly language: Language
  readonly text: PageText
  readonly theme: 'light' | 'dark'
  readonly table: Table
  /** Wall clock at which the newest frame came. */
  readonly heardAt: number
  readonly line: Line
  readonly policy: Policy
}

export const AppContext = createContext<App>({
  language: 'en',
  text: EN,
  theme: 'light',
  table: EMPTY_TABLE,
  heardAt: 0,
  line: { state: 'connecting', heardAt: null },
  policy: DEFAULT_POLICY,
})

export function useApp(): App {
  return useContext(AppContext)
}

/** Between frames the clock runs on for at most so long. */
const RUN_ON_MS = 10_000

/** The product's time now: runs on between frames (at the recording's speed), stands still when the line is lost. */
export function productNow(app: App, wall: number): EpochMs {
  const system = app.table.system
  if (!system) return wall
  if (app.line.state !== 'live') return system.now
  const elapsed = Math.min(RUN_ON_MS, Math.max(0, wall - app.heardAt))
  const now = system.now + elapsed * (system.recording?.speed ?? 1)
  return system.recording ? Math.min(now, Math.max(system.now, system.recording.to)) : now
}

/** Renders again every second. */
export function useProductNow(): EpochMs {
  const app = useApp()
  return productNow(app, useWallClock())
}

export function useWallClock(): number {
  const [wall, setWall] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setWall(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(wall, Date.now() - 1000)
}
