/** What people of a timeline say: words of a vocabulary, a topic, copies of one text, by accounts of some age. */

import type { Said } from '../../shared/core/observation.ts'

export interface Speech {
  /** Each mention says four of these. */
  readonly words: readonly string[]
  /** What critics say besides, all of them. */
  readonly topic?: readonly string[]
  /** Critics copy one text. */
  readonly copies?: boolean
  /** Bits of `CUES` that critics have. */
  readonly cues?: number
  /** How old the critics' accounts are. */
  readonly accountDays?: number
}

/** What a brand of this harness is usually spoken of with. */
export const USUAL_WORDS = (
  'lieferung rechnung hotline laden preis kunde vertrag paket termin antwort woche geld service app karte ' +
  'filiale technik netz router angebot wechsel fehler bestellung anruf mail kasse tarif gerät montag frage'
).split(' ')

/** 13 bins of four bits, as `wordingOf` makes them. */
const WORDINGS = 2 ** 52

export function saidBy(speech: Speech, critical: boolean, random: () => number): Said {
  const { words, topic = [], copies = false, cues = 0, accountDays } = speech
  const any = () => words[Math.floor(random() * words.length)]!
  const terms = new Set([any(), any(), any(), any(), ...(critical ? topic : [])])
  return {
    terms: [...terms].sort(),
    wording: copies && critical ? COPY : 1 + Math.floor(random() * (WORDINGS - 1)),
    ...(critical && cues > 0 ? { cues } : {}),
    ...(accountDays === undefined ? {} : { accountDays: critical ? accountDays : 1_000 }),
  }
}

const COPY = 0x5_1234_5678_9abc
