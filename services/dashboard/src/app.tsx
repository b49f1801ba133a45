/** The page as a whole: the live line, the reader's choices, and which part is shown. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { DEFAULT_POLICY, type Policy } from '../../../shared/core/policy.ts'
import { api, onUnauthorized } from './api.ts'
import { Board } from './board.tsx'
import { type App, AppContext, useApp } from './context.ts'
import { timeZone } from './format.ts'
import { Header } from './header.tsx'
import { type Line, Live } from './live.ts'
import { Login } from './login.tsx'
import { Announcer, OutdatedNotice, RecordingNotice, TroubleNotice } from './notices.tsx'
import { OutboxPage } from './outbox-page.tsx'
import { type Route, readRoute } from './route.ts'
import { plainText } from './safe-text.ts'
import { SearchPage } from './search-page.tsx'
import { applyTheme, firstLanguage, firstTheme, keep } from './settings.ts'
import { SourcesPage } from './sources-page.tsx'
import { StormPage } from './storm-page.tsx'
import { EMPTY_TABLE, type Table } from './table.ts'
import { DE } from './text-de.ts'
import { EN } from './text-en.ts'

/** `loginError`: what became of the token of a one-time link, if that failed. */
export function Page(props: { readonly loginError: unknown }) {
  const choices = useChoices()
  const [locked, setLocked] = useState(props.loginError !== undefined)
  const [session, setSession] = useState(0)
  const { table, heardAt, line } = useLive(session)
  const policy = usePolicy(session, table.instance)
  const route = useRoute()
  useEffect(() => onUnauthorized(() => setLocked(true)), [])
  const unlock = useCallback(() => {
    setLocked(false)
    setSession((before) => before + 1)
  }, [])
  const { language, theme } = choices
  const app: App = useMemo(
    () => ({ language, text: language === 'de' ? DE : EN, theme, table, heardAt, line, policy }),
    [language, theme, table, heardAt, line, policy],
  )
  useTitle(app)
  const lost = line.state === 'lost' && !locked
  return (
    <AppContext.Provider value={app}>
      <button type="button" class="skip" onClick={focusContent}>
        {app.text.skip}
      </button>
      <Header route={route} choices={choices.forHeader} />
      {!locked && <OutdatedNotice />}
      <TroubleNotice />
      <RecordingNotice />
      <main id="content" tabIndex={-1} class={lost ? 'content content-outdated' : 'content'}>
        {locked ? <Login failed={props.loginError} onDone={unlock} /> : <Content route={route} />}
      </main>
      <Footer />
      <Announcer />
    </AppContext.Provider>
  )
}

function Content({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'board':
      return <Board brandId={route.brandId} />
    case 'storm':
      return <StormPage stormId={route.stormId} />
    case 'sources':
      return <SourcesPage />
    case 'outbox':
      return <OutboxPage file={route.file} />
    case 'search':
      return <SearchPage brandId={route.brandId} />
  }
}

function Footer() {
  const { text, table } = useApp()
  return (
    <footer class="foot">
      <span>{text.footer.scale}</span>
      <span>{text.footer.zone(timeZone())}</span>
      {table.system && <span>{text.footer.version(table.system.version)}</span>}
    </footer>
  )
}

/** A button, since the hash is the route: a link to `#content` would leave the page shown. */
function focusContent(): void {
  document.getElementById('content')?.focus()
}

function useChoices() {
  const [language, setLanguage] = useState(firstLanguage)
  const [choice, setChoice] = useState(firstTheme)
  const [theme, setTheme] = useState(() => applyTheme(choice))
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => setTheme(applyTheme(choice))
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [choice])
  const forHeader = {
    theme: choice,
    setTheme: (one: typeof choice) => {
      keep('theme', one)
      setChoice(one)
    },
    setLanguage: (one: typeof language) => {
      keep('language', one)
      setLanguage(one)
    },
  }
  return { language, theme, forHeader }
}

function useLive(session: number) {
  const [seen, setSeen] = useState<{ table: Table; heardAt: number }>({
    table: EMPTY_TABLE,
    heardAt: 0,
  })
  const [line, setLine] = useState<Line>({ state: 'connecting', heardAt: null })
  // A new session is a new line.
  useEffect(() => {
    const live = new Live({
      onTable: (table, heardAt) => setSeen({ table, heardAt }),
      onLine: setLine,
      // A refused socket does not say why; a request does, and a 401 opens the login.
      onRefused: () => void api.policy().catch(() => undefined),
    })
    return () => live.close()
  }, [session])
  return { ...seen, line }
}

/** The thresholds in force; until they are known, the defaults. Asked again when the server is another. */
function usePolicy(session: number, instance: string): Policy {
  const [policy, setPolicy] = useState(DEFAULT_POLICY)
  // Both are reasons to ask again.
  useEffect(() => {
    let current = true
    api.policy().then(
      (answer) => current && setPolicy({ ...DEFAULT_POLICY, ...answer.policy }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [session, instance])
  return policy
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  const first = useRef(true)
  useEffect(() => {
    const follow = () => setRoute(readRoute(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  // Each new page begins at its top.
  useEffect(() => {
    if (first.current) first.current = false
    else if (route.page !== 'board') scrollTo(0, 0)
  }, [route])
  return route
}

/** The tab shows the highest level, also from behind other tabs. */
function useTitle({ table, line }: App): void {
  const top = [...table.brands.values()].sort((a, b) => b.level - a.level)[0]
  const title =
    top && top.level > 0 ? `[${top.level}] ${plainText(top.name)} – Sturmwarte` : 'Sturmwarte'
  const shown = line.state === 'lost' ? `(!) ${title}` : title
  useEffect(() => {
    document.title = shown
  }, [shown])
}
