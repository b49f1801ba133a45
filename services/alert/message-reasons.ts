/** The part of a message that accounts: why it fired, what cannot be seen, who else knows. */

import type { Notification } from '../../shared/core/alert.ts'
import { formatNumber, type Language } from '../../shared/core/numbers.ts'
import type { Check } from '../../shared/core/storm.ts'
import { voicesSentences } from '../../shared/core/talk-words.ts'
import { checkSentence, sourceName } from '../../shared/core/words.ts'
import type { MessageContext } from './message-context.ts'
import type { Block, Section } from './message-layout.ts'
import { nameOf } from './message-subject.ts'
import { type MessageWords, messageWords } from './message-words.ts'
import { oneLine } from './stranger-text.ts'

/** The conditions of the levels reached and of the next one, met or not, each with its numbers. */
export function whySection(notification: Notification): Section {
  const { language, checklist, level, score, policyId, kind } = notification
  const words = messageWords(language)
  const items = checklist
    .filter((check) => check.state !== 'unseen' && check.level <= level + 1)
    .map((check) => ({
      mark: check.state === 'met' ? ('✓' as const) : ('–' as const),
      text: `${words.level} ${check.level}: ${sentence(check, language)}`,
    }))
  const voices = notification.causes.flatMap((cause) => voicesSentences(cause, language))
  const legend = items.length === 0 ? '' : `${words.legend}. `
  const rows = [[words.score, formatNumber(score, language, 2)] as const]
  const blocks: Block[] = [
    ...voices.map((text) => ({ kind: 'paragraph' as const, text: oneLine(text, 300) })),
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
    ...(kind === 'storm' ? [{ kind: 'facts' as const, rows }] : []),
    { kind: 'paragraph', text: `${legend}${words.policy(oneLine(policyId, 40))}.` },
  ]
  return { title: words.titles.why, blocks }
}

export function unseenSection(
  { language, checklist }: Notification,
  { blind }: MessageContext,
): Section | undefined {
  const words = messageWords(language)
  const checks = checklist
    .filter((check) => check.state === 'unseen')
    .map((check) => ({
      mark: '?' as const,
      text: `${words.level} ${check.level}: ${sentence(check, language)}`,
    }))
  const sources = (blind ?? []).flatMap(({ source, status }) =>
    status === 'live'
      ? []
      : [{ mark: '?' as const, text: `${sourceText(source, language)}: ${words.blind[status]}` }],
  )
  const items = [...sources, ...checks]
  const blocks: Block[] = [
    ...(blind !== undefined && sources.length === 0 ? [calm(words)] : []),
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, items }]),
  ]
  return blocks.length === 0 ? undefined : { title: words.titles.unseen, blocks }
}

function calm(words: MessageWords): Block {
  return { kind: 'paragraph', text: words.allSeen }
}

function sourceText(source: string, language: Language): string {
  return oneLine(sourceName(source, language), 60)
}

/** A place that would show it is named only where it is one that can be connected. */
function sentence(check: Check, language: Language): string {
  const { wouldShow, ...plain } = check
  const known = wouldShow !== undefined && sourceName(wouldShow, language) !== wouldShow
  return oneLine(checkSentence(known ? check : plain, language), 300)
}

export function toldSection(
  { language, alsoTold }: Notification,
  { people }: MessageContext,
): Section {
  const words = messageWords(language)
  const names = alsoTold.map((id) => nameOf(id, people))
  const text = names.length === 0 ? words.alone : [capital(words.you), ...names].join(', ')
  return { title: words.titles.told, blocks: [{ kind: 'paragraph', text }] }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
