/** What must be known before anything else is read: a lost line, a recording; and what is said aloud. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { formatAmount, formatSpan } from '../../../shared/core/numbers.ts'
import type { Level } from '../../../shared/core/storm.ts'
import { levelName } from '../../../shared/core/words.ts'
import { useApp, useWallClock } from './context.ts'
import { plainText } from './safe-text.ts'
import { Stranger } from './stranger.tsx'
import { troubleText } from './trouble-text.ts'

export function OutdatedNotice() {
  const { line, text, language } = useApp()
  const wall = useWallClock()
  const [startedAt] = useState(Date.now())
  if (line.state === 'live') return null
  if (line.heardAt === null && (line.state === 'connecting' || wall - startedAt < 2000)) return null
  return (
    <div class="outdated">
      {/* Only this is said aloud: the age beside it changes every second. */}
      <span role="alert">
        <strong>{text.line.outdatedTitle}</strong>
      </span>{' '}
      <span>
        {line.heardAt === null
          ? text.line.never
          : text.line.outdated(formatSpan(wall - line.heardAt, language))}
      </span>
    </div>
  )
}

export function RecordingNotice() {
  const { table, text, language } = useApp()
  const recording = table.system?.recording
  if (!recording) return null
  return (
    <aside class="recording" aria-label={text.recording.title}>
      <strong class="recording-title">{text.recording.title}</strong>
      <span>
        <Stranger
          text={text.recording.text(recording.name, formatAmount(recording.speed, language))}
        />{' '}
        {text.recording.own} <code>npx sturmwarte init</code>
      </span>
    </aside>
  )
}

/** What goes wrong inside while brands look calm. Said aloud when something is added, not when a number moves. */
export function TroubleNotice() {
  const { table, language } = useApp()
  const troubles = table.system?.troubles ?? []
  if (troubles.length === 0) return null
  return (
    <ul class="troubles" role="alert">
      {troubles.map(({ kind, what, count }) => (
        <li key={`${kind}/${what}`}>
          <Stranger text={troubleText(language)[kind](what, formatAmount(count, language))} />
        </li>
      ))}
    </ul>
  )
}

/** Says each rise of a level, once. The first state of the page is not news. */
export function Announcer() {
  const { table, text, language } = useApp()
  const known = useRef<Map<string, Level> | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (table.brands.size === 0) return
    const before = known.current
    const rises = [...table.brands.values()].filter(
      (brand) => brand.level > (before?.get(brand.id) ?? brand.level),
    )
    known.current = new Map([...table.brands.values()].map((brand) => [brand.id, brand.level]))
    if (rises.length === 0) return
    setSaid(
      rises
        .map((brand) =>
          text.announce(plainText(brand.name), brand.level, levelName(brand.level, language)),
        )
        .join(' '),
    )
  }, [table.brands, text, language])
  return (
    <div class="visually-hidden" aria-live="assertive">
      {said}
    </div>
  )
}
