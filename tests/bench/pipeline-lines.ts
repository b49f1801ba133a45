/** The mix of the pipeline's benchmark: posts of 15 words, each naming one brand, few brands often. */

import { formatRecord, type Mention } from '../../shared/core/mention.ts'
import type { EpochMs } from '../../shared/core/time.ts'

export const BRANDS = 10_000

/** Two made-up syllables and a number: no word of the language. */
export function brandName(i: number): string {
  return `Qu${(i * 7919 + 11).toString(26)}x`
}

/** Journal lines, each of an instant of its own; the same seed gives the same texts. */
export function lineMaker(): (at: EpochMs) => string {
  const random = seeded(20_261_122)
  const words = WORDS.split(' ')
  let i = -1
  return (at) => {
    i++
    const text = Array.from({ length: 14 }, () => words[Math.floor(random() * words.length)]!)
    text.splice(
      Math.floor(random() * text.length),
      0,
      brandName(Math.floor(random() ** 3 * BRANDS)),
    )
    const mention: Mention = {
      type: 'mention',
      id: `mastodon:https://beispiel.example/users/u${Math.floor(random() * 20_000)}/statuses/${i}`,
      brandId: undefined,
      source: 'mastodon',
      via: undefined,
      kind: 'post',
      author: {
        id: `u${Math.floor(random() * 20_000)}`,
        handle: `u${i}`,
        followers: 100,
        createdAt: undefined,
      },
      text: text.join(' '),
      lang: 'de',
      url: `https://beispiel.example/@u/${i}`,
      conversationId: undefined,
      inReplyTo: undefined,
      publishedAt: at,
      observedAt: at,
      pNeg: undefined,
    }
    return formatRecord(mention)
  }
}

const WORDS =
  'die Rechnung stimmt schon wieder nicht und niemand geht ans Telefon heute wirklich super Service danke Lieferung kam drei Tage zu spät das Paket war offen ich warte seit einer Stunde in der Warteschleife kann mir jemand sagen wann der Laden öffnet tolle Aktion gestern beim Fest leider kein Netz im Zug bin sehr zufrieden mit dem neuen Vertrag App stürzt ständig ab was für ein Chaos gern wieder größer schöner'

/** mulberry32, public domain. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
