/** Starts the page: exchanges the token of a one-time link if there is one, then draws. */

import { render } from 'preact'
import { api } from './api.ts'
import { Page } from './app.tsx'
import { takeToken } from './login.tsx'

async function start(): Promise<void> {
  const place = document.getElementById('page')
  if (!place) return
  let loginError: unknown
  const token = takeToken()
  if (token !== null) {
    await api.login(token).catch((error: unknown) => {
      loginError = error
    })
  }
  render(<Page loginError={loginError} />, place)
}

void start()
