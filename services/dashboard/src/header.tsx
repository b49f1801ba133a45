/** The head of the page: whose page, what time it is there, whether the line is alive, and the reader's choices. */

import { formatNumber, formatSpan } from '../../../shared/core/numbers.ts'
import { LANGUAGES, type Language } from '../../../shared/core/words.ts'
import { useApp, useProductNow, useWallClock } from './context.ts'
import { clockTime, longDate } from './format.ts'
import { hrefOf, type Route } from './route.ts'
import { THEMES, type Theme } from './settings.ts'

export interface Choices {
  readonly theme: Theme
  readonly setTheme: (theme: Theme) => void
  readonly setLanguage: (language: Language) => void
}

export function Header(props: { readonly route: Route; readonly choices: Choices }) {
  return (
    <header class="head">
      <a class="brandmark" href="#/">
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <path d="M6 26 25 7M25 7l-8.500-2.300M20 12l-8.500-2.300M15 17l-5-1.400" />
          <circle cx="6" cy="26" r="2.800" />
        </svg>
        Sturmwarte
      </a>
      <Navigation route={props.route} />
      <div class="head-right">
        <Troubles />
        <LineState />
        <Clock />
        <Settings {...props.choices} />
      </div>
    </header>
  )
}

function Navigation(props: { readonly route: Route }) {
  const { text, table } = useApp()
  const places: [string, Route][] = [
    [text.nav.board, { page: 'board', brandId: null }],
    [text.nav.search, { page: 'search', brandId: null }],
    [text.nav.sources, { page: 'sources' }],
  ]
  if (table.system?.outbox) places.push([text.nav.outbox, { page: 'outbox', file: null }])
  return (
    <nav class="nav" aria-label={text.nav.label}>
      {places.map(([name, route]) => (
        <a
          key={route.page}
          href={hrefOf(route)}
          aria-current={props.route.page === route.page ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}

/** Blind sources and backlogs: what makes the board's calm worth less. */
function Troubles() {
  const { table, text, language } = useApp()
  const blind = [...table.sources.values()].filter((source) => source.status === 'blind').length
  const lag = Object.values(table.system?.lag ?? {}).reduce((sum, records) => sum + records, 0)
  return (
    <>
      {blind > 0 && (
        <a class="trouble" href="#/sources">
          {text.blind(blind)}
        </a>
      )}
      {lag >= NOTABLE_LAG && (
        <a class="trouble" href="#/sources">
          {text.lag(formatNumber(lag, language))}
        </a>
      )}
    </>
  )
}

/** Fewer records than this are worked off within a second. */
const NOTABLE_LAG = 5_000

function LineState() {
  const { line, text, language } = useApp()
  const wall = useWallClock()
  const age = line.heardAt === null ? undefined : formatSpan(wall - line.heardAt, language)
  const words =
    line.state === 'live'
      ? text.line.live
      : line.state === 'lost' && age
        ? text.line.lost(age)
        : text.line.connecting
  return (
    <span class={`line line-${line.state}`}>
      <span class="line-dot" aria-hidden="true" />
      {words}
    </span>
  )
}

function Clock() {
  const { table, text, language, line } = useApp()
  const now = useProductNow()
  if (!table.system) return null
  return (
    <span class="clock" title={text.clock.label}>
      {line.state !== 'live' && <span class="clock-frozen">{text.clock.frozen} </span>}
      <span class="clock-date">{longDate(now, language)}</span>{' '}
      <time class="clock-time">{clockTime(now, language)}</time>
    </span>
  )
}

function Settings(props: Choices) {
  const { text, language } = useApp()
  return (
    <span class="settings">
      <fieldset class="switch" aria-label={text.settings.language}>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-label={one === 'de' ? 'Deutsch' : 'English'}
            aria-pressed={one === language}
            onClick={() => props.setLanguage(one)}
          >
            {one.toUpperCase()}
          </button>
        ))}
      </fieldset>
      <fieldset class="switch" aria-label={text.settings.theme}>
        {THEMES.map((theme) => (
          <button
            key={theme}
            type="button"
            title={text.settings.themes[theme]}
            aria-label={text.settings.themes[theme]}
            aria-pressed={theme === props.theme}
            onClick={() => props.setTheme(theme)}
          >
            {THEME_SIGNS[theme]}
          </button>
        ))}
      </fieldset>
    </span>
  )
}

/** Text presentation (U+FE0E), so that no colour emoji appears. */
const THEME_SIGNS: Readonly<Record<Theme, string>> = {
  auto: '\u25D0\uFE0E',
  light: '\u2600\uFE0E',
  dark: '\u263E\uFE0E',
}
