/**
 * What people can do about a storm. Nothing is shown as done before the server says so by the live line; a request
 * under way and a request that failed are shown as such.
 */

import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { StormView } from '../../../shared/core/live.ts'
import { api } from './api.ts'
import { useApp, useProductNow } from './context.ts'
import { Failure } from './fetched.tsx'
import { shortTime } from './format.ts'
import { keep, recall } from './settings.ts'
import { Stranger } from './stranger.tsx'

const NAME_LENGTH = 60
const NOTE_LENGTH = 2_000
const SILENCES = [
  { minutes: 30, word: 'minutes30' },
  { minutes: 120, word: 'hours2' },
  { minutes: 480, word: 'hours8' },
] as const

interface Sending {
  readonly state: 'idle' | 'sending' | 'sent'
  readonly error: unknown
  readonly send: (request: () => Promise<void>) => Promise<boolean>
}

/** "Sent" is news only until the storm shows it, or for so long. */
const SENT_MS = 5_000

function useSending(storm: StormView): Sending {
  const [state, setState] = useState<Sending['state']>('idle')
  const [error, setError] = useState<unknown>(undefined)
  const settle = () => setState((before) => (before === 'sent' ? 'idle' : before))
  // Whatever changed the storm is shown by the storm itself.
  useEffect(settle, [storm])
  useEffect(() => {
    const timer = setTimeout(settle, SENT_MS)
    return () => clearTimeout(timer)
  }, [state])
  const send = async (request: () => Promise<void>) => {
    setState('sending')
    setError(undefined)
    try {
      await request()
      setState('sent')
      return true
    } catch (problem) {
      setState('idle')
      setError(problem)
      return false
    }
  }
  return { state, error, send }
}

export function Act({ storm }: { readonly storm: StormView }) {
  const { text } = useApp()
  const [name, setName] = useState(recall('name') ?? '')
  return (
    <section class="panel act no-print">
      <h2>{text.act.title}</h2>
      <StormState storm={storm} />
      {name === '' ? (
        <NameForm
          onName={(given) => {
            keep('name', given)
            setName(given)
          }}
        />
      ) : (
        <Actions storm={storm} by={name}>
          <p class="quiet">
            {text.act.as} <Stranger text={name} />{' '}
            <button type="button" class="link" onClick={() => setName('')}>
              {text.act.change}
            </button>
          </p>
        </Actions>
      )}
    </section>
  )
}

function StormState({ storm }: { readonly storm: StormView }) {
  const { text, language } = useApp()
  const now = useProductNow()
  return (
    <>
      {storm.acknowledged && (
        <p class="done">
          ✓ {text.act.acknowledged}: <Stranger text={storm.acknowledged.by} />
          {text.storm.acknowledgedBy(shortTime(storm.acknowledged.at, language, now))}
        </p>
      )}
      {storm.silencedUntil !== null && storm.silencedUntil > now && (
        <p class="done">
          {text.storm.silencedUntil(shortTime(storm.silencedUntil, language, now))}
        </p>
      )}
      {storm.verdict && (
        <p class="done">
          ✓ {text.act.verdicts[storm.verdict.verdict]}: <Stranger text={storm.verdict.by} />
          {text.storm.acknowledgedBy(shortTime(storm.verdict.at, language, now))}
        </p>
      )}
    </>
  )
}

export function NameForm(props: { readonly onName: (name: string) => void }) {
  const { text } = useApp()
  const [name, setName] = useState('')
  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') props.onName(name.trim())
      }}
    >
      <label>
        {text.act.name}
        <input
          class="input"
          name="name"
          autocomplete="name"
          maxLength={NAME_LENGTH}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-main" disabled={name.trim() === ''}>
        {text.act.save}
      </button>
      <p class="quiet">{text.act.nameHow}</p>
    </form>
  )
}

function Actions(props: {
  readonly storm: StormView
  readonly by: string
  readonly children: ComponentChildren
}) {
  const { text } = useApp()
  const { storm, by } = props
  const sending = useSending(storm)
  const busy = sending.state === 'sending'
  return (
    <div class="actions">
      {storm.status === 'firing' && (
        <button
          type="button"
          class="button button-main"
          disabled={busy}
          onClick={() => sending.send(() => api.acknowledge(storm.id, by))}
        >
          {text.act.acknowledge}
        </button>
      )}
      {storm.status !== 'resolved' && (
        <Choice label={text.act.silence}>
          {SILENCES.map(({ minutes, word }) => (
            <button
              key={minutes}
              type="button"
              class="button"
              disabled={busy}
              onClick={() => sending.send(() => api.silence(storm.id, minutes, by))}
            >
              {text.act[word]}
            </button>
          ))}
        </Choice>
      )}
      <Choice label={text.act.verdict}>
        {(['right', 'false-alarm'] as const).map((verdict) => (
          <button
            key={verdict}
            type="button"
            class="button"
            disabled={busy}
            aria-pressed={storm.verdict?.verdict === verdict}
            onClick={() => sending.send(() => api.verdict(storm.id, verdict, by))}
          >
            {verdict === 'right' ? text.act.right : text.act.falseAlarm}
          </button>
        ))}
      </Choice>
      <NoteForm sending={sending} stormId={storm.id} by={by} />
      <SendingState sending={sending} />
      {props.children}
    </div>
  )
}

function Choice(props: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      {props.children}
    </fieldset>
  )
}

function NoteForm(props: {
  readonly sending: Sending
  readonly stormId: string
  readonly by: string
}) {
  const { text } = useApp()
  const [note, setNote] = useState('')
  const submit = async () => {
    const sent = await props.sending.send(() => api.note(props.stormId, note.trim(), props.by))
    if (sent) setNote('')
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (note.trim() !== '') void submit()
      }}
    >
      <label>
        {text.act.note}
        <textarea
          class="input"
          rows={2}
          maxLength={NOTE_LENGTH}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <button
        type="submit"
        class="button"
        disabled={note.trim() === '' || props.sending.state === 'sending'}
      >
        {text.act.noteSend}
      </button>
    </form>
  )
}

function SendingState({ sending }: { readonly sending: Sending }) {
  const { text } = useApp()
  if (sending.error !== undefined) return <Failure error={sending.error} />
  return (
    <p class="quiet" aria-live="polite">
      {sending.state === 'sending' && text.act.sending}
      {sending.state === 'sent' && text.act.waiting}
    </p>
  )
}

export function Notes({ storm }: { readonly storm: StormView }) {
  const { text, language } = useApp()
  const now = useProductNow()
  return (
    <section class="panel">
      <h2>{text.act.notes}</h2>
      {storm.notes.length === 0 && <p class="quiet">{text.act.noNotes}</p>}
      <ul class="notes">
        {storm.notes.map((note, index) => (
          // Notes are only ever appended.
          <li key={index}>
            <p class="quiet">
              <Stranger text={note.by} />
              {', '}
              {shortTime(note.at, language, now)}
            </p>
            <p class="note-text" dir="auto">
              <Stranger text={note.text} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
