/** What people say a mention is: a correction from which the brand's sentiment is learned anew. */

import { useState } from 'preact/hooks'
import { NameForm } from './act.tsx'
import { api, type MentionDocument, type MentionLabel } from './api.ts'
import { useApp } from './context.ts'
import { Failure } from './fetched.tsx'
import { keep, recall } from './settings.ts'
import { Stranger } from './stranger.tsx'

type Said = MentionLabel['label'] | 'none'

export function Labelling({ mention }: { readonly mention: MentionDocument }) {
  const { text } = useApp()
  const [label, setLabel] = useState<MentionLabel | undefined>(mention.label)
  const [wanted, setWanted] = useState<Said | undefined>(undefined)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(undefined)
  const say = async (said: Said, by: string) => {
    setWanted(undefined)
    setBusy(true)
    setError(undefined)
    try {
      await api.label(mention.brandId, mention.id, said, by)
      setLabel(said === 'none' ? undefined : { label: said, by })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const ask = (said: Said) => {
    const by = recall('name')
    if (by) void say(said, by)
    else setWanted(said)
  }
  return (
    <div class="labelling no-print">
      {label ? (
        <Given label={label} busy={busy} onUndo={() => ask('none')} />
      ) : (
        (['not-negative', 'negative'] as const).map((said) => (
          <button key={said} type="button" class="link" disabled={busy} onClick={() => ask(said)}>
            {text.label[said]}
          </button>
        ))
      )}
      {wanted !== undefined && (
        <NameForm
          onName={(name) => {
            keep('name', name)
            void say(wanted, name)
          }}
        />
      )}
      {error !== undefined && <Failure error={error} />}
    </div>
  )
}

function Given(props: {
  readonly label: MentionLabel
  readonly busy: boolean
  readonly onUndo: () => void
}) {
  const { text } = useApp()
  return (
    <p class="done" aria-live="polite">
      ✓ {text.label.given[props.label.label]}: <Stranger text={props.label.by} />{' '}
      <button type="button" class="link" disabled={props.busy} onClick={props.onUndo}>
        {text.label.undo}
      </button>
    </p>
  )
}
