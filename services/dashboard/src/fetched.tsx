/** Something fetched, in one of three states that the reader always sees: loading, failed (with a way out), there. */

import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from './api.ts'
import { type App, useApp } from './context.ts'

export interface Fetched<Body> {
  readonly body: Body | undefined
  readonly error: unknown
  readonly reload: () => void
}

/**
 * Fetches when `key` changes; when only `refresh` changes it fetches again and shows the old until the new is there.
 * Answers that come too late are dropped.
 */
export function useFetched<Body>(
  key: string,
  load: () => Promise<Body>,
  refresh: unknown = null,
): Fetched<Body> {
  const [state, setState] = useState<{ key: string; body?: Body; error?: unknown }>({ key })
  const [turn, setTurn] = useState(0)
  const loader = useRef(load)
  loader.current = load
  // `turn` and `refresh` mean "once more".
  useEffect(() => {
    let current = true
    loader.current().then(
      (body) => current && setState({ key, body }),
      (error: unknown) => current && setState({ key, error }),
    )
    return () => {
      current = false
    }
  }, [key, turn, refresh])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  const fresh = state.key === key
  return { body: fresh ? state.body : undefined, error: fresh ? state.error : undefined, reload }
}

export function WhenFetched<Body>(props: {
  readonly fetched: Fetched<Body>
  readonly children: (body: Body) => ComponentChildren
}) {
  const { text } = useApp()
  const { body, error, reload } = props.fetched
  if (error !== undefined) return <Failure error={error} retry={reload} />
  if (body === undefined) return <p class="quiet loading">{text.loading}</p>
  return <>{props.children(body)}</>
}

export function Failure(props: { readonly error: unknown; readonly retry?: () => void }) {
  const app = useApp()
  return (
    <div class="failure" role="alert">
      <p>{errorSentence(props.error, app.text)}</p>
      {props.retry && (
        <button type="button" class="button" onClick={props.retry}>
          {app.text.error.retry}
        </button>
      )}
    </div>
  )
}

/** What went wrong as a sentence, with the server's own words where it sent any. */
export function errorSentence(error: unknown, text: App['text']): string {
  if (!(error instanceof ApiError)) return text.error.server
  const sentence = statusSentence(error.status, text)
  return error.message === '' ? sentence : `${sentence} (${error.message})`
}

function statusSentence(status: number, text: App['text']): string {
  if (status === 0) return text.error.network
  if (status === 401) return text.error.unauthorized
  if (status === 403) return text.error.forbidden
  if (status === 404) return text.error.notFound
  if (status === 409) return text.error.conflict
  if (status === 429) return text.error.tooMany
  return status >= 500 ? text.error.server : text.error.other(status)
}
