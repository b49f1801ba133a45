/** The words of the digest, German and English. */

import type { Language } from '../../shared/core/numbers.ts'

const DE = {
  title: 'Tagesbericht',
  calm: (brands: number) => (brands === 1 ? 'alles ruhig' : `alles ruhig bei ${brands} Marken`),
  storms: (storms: number) => (storms === 1 ? 'ein Sturm' : `${storms} Stürme`),
  highest: (level: number) => `höchste Stufe ${level}`,
  now: (brand: string, level: number) => `${brand} jetzt auf Stufe ${level}`,
  notSeen: 'nicht alles gesehen',
  mentions: (n: string) => `${n} Erwähnungen`,
  usual: (n: string) => `üblich ${n}`,
  critical: (share: string) => `${share} kritisch`,
  nothingKnown: 'Nichts bekannt',
  levelNow: 'Stufe jetzt',
  mentionsRow: 'Erwähnungen',
  criticalRow: 'davon kritisch',
  storm: 'Sturm',
  praise: 'Welle des Lobs',
  peak: (level: number, name: string) => `höchste Stufe ${level} (${name})`,
  began: (when: string) => `erkannt ${when}`,
  stillOpen: 'dauert an',
  falseAlarm: 'Fehlalarm',
  detected: (span: string) => `erkannt nach ${span}`,
  acknowledged: (span: string) => `übernommen nach ${span}`,
  nobody: 'niemand hat übernommen',
  allClear: (span: string) => `Entwarnung nach ${span}`,
  calmBrands: 'Ruhig',
  more: (n: number) => `und ${n} weitere`,
  unseen: 'Was wir nicht sehen',
  since: (when: string) => `seit ${when}`,
  hoursUnseen: (brand: string, span: string) =>
    `${brand}: ${span} lang ist nicht bekannt, was gesagt wurde`,
  knownFrom: (brand: string, when: string) => `${brand}: erst seit ${when} bekannt`,
  warmingUp: (brand: string) => `${brand}: lernt noch, was üblich ist`,
  allSeen: 'Alle Quellen antworten.',
  open: 'Zur Übersicht',
}

export type DigestWords = typeof DE

const EN: DigestWords = {
  title: 'Daily digest',
  calm: (brands) => (brands === 1 ? 'all calm' : `all calm for ${brands} brands`),
  storms: (storms) => (storms === 1 ? 'one storm' : `${storms} storms`),
  highest: (level) => `highest level ${level}`,
  now: (brand, level) => `${brand} now at level ${level}`,
  notSeen: 'not everything was seen',
  mentions: (n) => `${n} mentions`,
  usual: (n) => `usual ${n}`,
  critical: (share) => `${share} critical`,
  nothingKnown: 'Nothing is known',
  levelNow: 'Level now',
  mentionsRow: 'Mentions',
  criticalRow: 'of these critical',
  storm: 'Storm',
  praise: 'Wave of praise',
  peak: (level, name) => `highest level ${level} (${name})`,
  began: (when) => `detected ${when}`,
  stillOpen: 'still going on',
  falseAlarm: 'false alarm',
  detected: (span) => `detected after ${span}`,
  acknowledged: (span) => `acknowledged after ${span}`,
  nobody: 'nobody acknowledged',
  allClear: (span) => `all-clear after ${span}`,
  calmBrands: 'Calm',
  more: (n) => `and ${n} more`,
  unseen: 'What we cannot see',
  since: (when) => `since ${when}`,
  hoursUnseen: (brand, span) => `${brand}: for ${span} it is not known what was said`,
  knownFrom: (brand, when) => `${brand}: known only since ${when}`,
  warmingUp: (brand) => `${brand}: still learning what is usual`,
  allSeen: 'All sources answer.',
  open: 'Open the overview',
}

export function digestWords(language: Language): DigestWords {
  return language === 'de' ? DE : EN
}
