/** The door: a token is exchanged for a session cookie. A one-time link carries its token in the hash. */

import { useState } from 'preact/hooks'
import { ApiError, api } from './api.ts'
import { useApp } from './context.ts'
import { Failure } from './fetched.tsx'

/** Takes a token out of the address bar, so that it is in no history and no screenshot. */
export function takeToken(): string | null {
  const found = /^#\/?token=([^&]+)/.exec(location.hash)
  if (!found) return null
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  try {
    return decodeURIComponent(found[1] ?? '')
  } catch {
    return null
  }
}

export function Login(props: { readonly failed: unknown; readonly onDone: () => void }) {
  const { text } = useApp()
  const [token, setToken] = useState('')
  const [error, setError] = useState<unknown>(props.failed)
  const [sending, setSending] = useState(false)
  const submit = async () => {
    setSending(true)
    setError(undefined)
    try {
      await api.login(token.trim())
      props.onDone()
    } catch (problem) {
      setError(problem)
    }
    setSending(false)
  }
  const wrong = error instanceof ApiError && (error.status === 401 || error.status === 403)
  return (
    <section class="panel login">
      <h1>{text.login.title}</h1>
      <p class="quiet">{text.login.how}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (token.trim() !== '') void submit()
        }}
      >
        <label>
          {text.login.token}
          <input
            class="input"
            type="password"
            name="token"
            autocomplete="current-password"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button button-main" disabled={sending || token.trim() === ''}>
          {text.login.submit}
        </button>
      </form>
      {wrong && (
        <p class="failure" role="alert">
          {text.login.wrong}
        </p>
      )}
      {error !== undefined && !wrong && <Failure error={error} />}
    </section>
  )
}
