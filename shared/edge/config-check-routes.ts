/** Routes name brands, people, teams and channels that exist, and nobody is written to who has no address. */

import { DAY_MS } from '../core/time.ts'
import { type Path, unknownReference } from './config-problem.ts'
import { checkDuration, type Report } from './config-report.ts'
import type { RouteEntry } from './config-schema.ts'
import type { Draft } from './config-shape.ts'

const MAX_AFTER_MS = 14 * DAY_MS

/** Channels that are there without being configured: mail goes to the outbox folder, the page is always open. */
export const BUILT_IN_CHANNELS: readonly string[] = ['email', 'dashboard']

export function checkRoutes(draft: Draft, report: Report): void {
  for (const { index, value: route } of draft.routes ?? []) {
    const at: Path = ['routes', index]
    for (const [i, brand] of (route.match?.brands ?? []).entries()) {
      const path = [...at, 'match', 'brands', i]
      if (draft.ids.brands.includes(brand)) continue
      report(path, unknownReference('brand', brand, draft.ids.brands))
    }
    const { minLevel = 0, maxLevel = 6 } = route.match ?? {}
    if (minLevel > maxLevel) report([...at, 'match', 'minLevel'], 'must not be above maxLevel')
    for (const [i, step] of route.chain.entries()) {
      checkStep(step, [...at, 'chain', i], draft, report)
    }
  }
}

function checkStep(
  step: RouteEntry['chain'][number],
  at: Path,
  draft: Draft,
  report: Report,
): void {
  checkDuration([...at, 'after'], step.after, 0, MAX_AFTER_MS, report)
  checkTold(step, at, draft, report)
}

/** Whoever is told, and by which way, of a storm or of a day. */
export function checkTold(
  step: { readonly to: readonly string[]; readonly channels?: readonly string[] | undefined },
  at: Path,
  draft: Draft,
  report: Report,
): void {
  const channels = [...BUILT_IN_CHANNELS, ...Object.keys(draft.notifiers)]
  for (const [i, channel] of (step.channels ?? []).entries()) {
    const path = [...at, 'channels', i]
    if (!channels.includes(channel)) report(path, unknownReference('notifier', channel, channels))
    else if (draft.notifiers[channel]?.enabled === false)
      report(path, `names the notifier ${channel}, which is not enabled`)
  }
  const byMail = (step.channels ?? ['email']).includes('email')
  const known = [...draft.ids.people, ...draft.ids.teams]
  for (const [i, to] of step.to.entries()) {
    const path = [...at, 'to', i]
    if (!known.includes(to)) report(path, unknownReference('person or team', to, known))
    else if (byMail) for (const id of withoutAddress(to, draft)) report(path, noAddress(to, id))
  }
}

function withoutAddress(to: string, draft: Draft): string[] {
  const team = draft.teams.find((one) => one.value.id === to)
  return (team?.value.members ?? [to]).filter((id) =>
    draft.people.some(({ value, whole }) => whole && value.id === id && value.email === undefined),
  )
}

function noAddress(to: string, id: string): string {
  return to === id
    ? `names ${id}, who has no e-mail address`
    : `names ${to}, where ${id} has no e-mail address`
}
