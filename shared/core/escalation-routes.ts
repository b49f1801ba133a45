/** Which routes an alert takes and whom a step reaches. */

import type { ChainStep, Person, Route, RouteMatch, TellingPlan } from './alert.ts'
import type { StormEvent } from './storm.ts'

export interface Recipient {
  readonly to: string
  readonly channel: string
  /** The place in the chain, as it stands in the id of the message. */
  readonly step: string
}

/** The first route that matches, and those after it while they say `continue`. */
export function routesFor(plan: TellingPlan, event: StormEvent): Route[] {
  const found: Route[] = []
  for (const route of plan.routes) {
    if (!matches(route.match, event)) continue
    found.push(route)
    if (!route.continue) break
  }
  return found
}

function matches(match: RouteMatch, event: StormEvent): boolean {
  return (
    matchesLevel(match, event) &&
    (match.brands.length === 0 || match.brands.includes(event.brandId)) &&
    (match.touchpoints.length === 0 ||
      event.touchpoints.some((touchpoint) => match.touchpoints.includes(touchpoint)))
  )
}

/** Praise has no level: it goes where it is named, and only there. */
export function matchesLevel(match: RouteMatch, { kind, level }: StormEvent): boolean {
  if (kind === 'candystorm') return match.kinds.includes(kind)
  const storms = match.kinds.length === 0 || match.kinds.includes(kind)
  return storms && level >= match.minLevel && level <= match.maxLevel
}

/** Every person by every channel of the step, each once; teams are their members. */
export function recipientsOf(plan: TellingPlan, step: ChainStep, name: string): Recipient[] {
  const members = step.to.flatMap((id) => plan.teams.find((team) => team.id === id)?.members ?? id)
  return [...new Set(members)]
    .filter((id) => personOf(plan, id) !== undefined)
    .flatMap((to) => [...new Set(step.channels)].map((channel) => ({ to, channel, step: name })))
}

export function personOf(plan: TellingPlan, id: string): Person | undefined {
  return plan.people.find((person) => person.id === id)
}
