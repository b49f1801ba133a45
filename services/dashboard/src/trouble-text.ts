/** What goes wrong inside, in sentences, German and English. */

import type { Trouble } from '../../../shared/core/live.ts'
import type { Language } from '../../../shared/core/numbers.ts'

type Sentences = Readonly<Record<Trouble['kind'], (what: string, count: string) => string>>

const DE: Sentences = {
  undelivered: (channel, count) =>
    `Nachrichten kommen nicht an (${channel}: ${count}). Wer gewarnt werden soll, weiß vielleicht nichts davon: anrufen, und den Versand prüfen.`,
  stalled: (group, count) =>
    `Die Verarbeitung steht (${group}: ${count} Datensätze warten). Was hier ruhig aussieht, ist vielleicht nur nicht gesehen.`,
  'falling-behind': (group, count) =>
    `Die Verarbeitung kommt nicht nach (${group}: ${count} Datensätze warten). Was hier steht, ist älter, als es aussieht.`,
}

const EN: Sentences = {
  undelivered: (channel, count) =>
    `Messages do not arrive (${channel}: ${count}). Whoever should be warned may not know: call them, and look at the sending.`,
  stalled: (group, count) =>
    `Processing stands still (${group}: ${count} records wait). What looks calm here may only be unseen.`,
  'falling-behind': (group, count) =>
    `Processing falls behind (${group}: ${count} records wait). What stands here is older than it looks.`,
}

export function troubleText(language: Language): Sentences {
  return language === 'de' ? DE : EN
}
