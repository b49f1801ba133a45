/** The conditions of the levels: met, not met, or not to be seen by what we watch. */

import type { Check, CheckState, Level } from '../../../shared/core/storm.ts'
import { checkSentence, levelName } from '../../../shared/core/words.ts'
import { useApp } from './context.ts'
import { LevelBadge } from './gauge.tsx'
import { Stranger } from './stranger.tsx'

const SIGNS: Readonly<Record<CheckState, string>> = { met: '✓', 'not-met': '✗', unseen: '?' }

export function Checklist(props: { readonly checks: readonly Check[] }) {
  const { text, language } = useApp()
  const levels = new Map<Level, Check[]>()
  for (const check of props.checks) {
    levels.set(check.level, [...(levels.get(check.level) ?? []), check])
  }
  return (
    <section class="panel">
      <h2>{text.checklist.title}</h2>
      {levels.size === 0 && <p class="quiet">{text.checklist.empty}</p>}
      {[...levels].map(([level, checks]) => (
        <div key={level} class="checks">
          <h3>
            <LevelBadge level={level} /> {levelName(level, language)}
          </h3>
          <ul>
            {checks.map((check) => (
              <li key={check.name} class={`check check-${check.state}`}>
                <span class="check-sign" aria-hidden="true">
                  {SIGNS[check.state]}
                </span>
                <span>
                  <span class="visually-hidden">{text.checklist[check.state]}: </span>
                  <Stranger text={checkSentence(check, language)} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p class="quiet check-legend">
        {(['met', 'not-met', 'unseen'] as const).map((state) => (
          <span key={state} class={`check-${state}`}>
            <span class="check-sign">{SIGNS[state]}</span> {text.checklist[state]}
          </span>
        ))}
      </p>
    </section>
  )
}
