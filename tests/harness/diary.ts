/**
 * The smallest processor that shows everything: its state is the list of what it folded, under which rule, at which
 * time. So a record lost, folded twice, folded too early or under the wrong rule can be read off it.
 */

import type { Processor } from '../../shared/core/processor.ts'

export type DiaryInput =
  | { readonly type: 'said'; readonly brandId: string; readonly at: number; readonly text: string }
  | { readonly type: 'rule'; readonly at: number; readonly rule: string }
  | { readonly type: 'tick'; readonly at: number }

export interface DiaryOutput {
  readonly id: string
  readonly text: string
}

export interface Diary {
  readonly brandId: string
  entries: string[]
  /** Not in the snapshot, as the policy of the detector is not. */
  rule: string
  time: number
  /** When something said will have been waited for long enough. */
  due: number | undefined
}

/** A text is answered so long after it was said, or when the next one comes. */
const WAIT = 50
const LAYOUT = 1

export const diary: Processor<DiaryInput, DiaryOutput, Diary> = {
  name: 'diary',
  keyOf: (input) => ('brandId' in input ? input.brandId : undefined),
  initial: (brandId) => ({ brandId, entries: [], rule: '', time: 0, due: undefined }),
  step(state, input) {
    if (input.type === 'rule') {
      state.rule = input.rule
      return []
    }
    const late = input.type === 'said' && input.at < state.time
    const out = advance(state, input.at)
    if (input.type === 'tick') return out
    state.entries.push(`${input.text}${late ? ' late' : ''} by ${state.rule}`)
    state.due ??= Math.max(input.at, state.time) + WAIT
    out.push(answer(state, `said/${state.entries.length}`))
    return out
  },
  advance,
  snapshot: ({ rule: _rule, ...kept }) =>
    new TextEncoder().encode(JSON.stringify({ layout: LAYOUT, ...kept })),
  restore(brandId, bytes) {
    const { layout, ...kept } = JSON.parse(new TextDecoder().decode(bytes))
    if (layout !== LAYOUT) throw new RangeError(`the diary of ${brandId} has layout ${layout}`)
    return { rule: '', due: undefined, ...kept } as Diary
  },
}

function advance(state: Diary, to: number): DiaryOutput[] {
  if (to > state.time) state.time = to
  const { due } = state
  if (due === undefined || due > state.time) return []
  state.due = undefined
  return [answer(state, `due/${due}`)]
}

function answer({ brandId, entries, rule }: Diary, what: string): DiaryOutput {
  return { id: `${brandId}/${what}`, text: `${entries.at(-1)} under ${rule}` }
}
