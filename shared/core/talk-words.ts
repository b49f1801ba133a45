/** The sentences about who speaks and how, in German and English: beside the cause, in mails, on the page, in `explain`. */

import { formatNumber, formatPercent, type Language } from './numbers.ts'
import type { Cause } from './storm.ts'
import { NEW_ACCOUNT_DAYS } from './talk.ts'

/** What is said of a cause after its first sentence: how unusual it is, and by which words. */
export function aboutCause({ highest, words = [] }: Cause, language: Language): string[] {
  const german = language === 'de'
  const said: string[] = []
  if (highest) {
    const days = formatNumber(highest.days, language)
    if (highest.ever)
      said.push(
        german
          ? `So viele wie nie, seit die Marke beobachtet wird (${days} Tage).`
          : `The most since the brand is watched (${days} days).`,
      )
    else said.push(german ? `So viele wie seit ${days} Tagen nicht.` : `The most in ${days} days.`)
  }
  if (words.length > 0)
    said.push(`${german ? 'Auffällige Wörter' : 'Unusual words'}: ${words.join(', ')}.`)
  return said
}

/** Who speaks, one sentence each; nothing where it is as usual. */
export function voicesSentences({ talk }: Cause, language: Language): string[] {
  if (!talk) return []
  const german = language === 'de'
  const { copies, loudest, newAccounts, coPosters, collision } = talk
  const part = (share: number) => formatPercent(share, language)
  const said: string[] = []
  if (copies) {
    const accounts = formatNumber(copies.accounts, language)
    said.push(
      german
        ? `${part(copies.share)} der kritischen Erwähnungen sind fast gleiche Kopien eines Textes, von ${accounts} ${copies.accounts === 1 ? 'Konto' : 'Konten'}.`
        : `${part(copies.share)} of the critical mentions are near-copies of one text, from ${accounts} ${copies.accounts === 1 ? 'account' : 'accounts'}.`,
    )
  }
  if (loudest) {
    const { accounts, share } = loudest
    const count = formatNumber(accounts, language)
    said.push(
      german
        ? `${count} ${accounts === 1 ? 'Konto hat' : 'Konten haben'} ${part(share)} der Kritik geschrieben.`
        : `${count} ${accounts === 1 ? 'account' : 'accounts'} wrote ${part(share)} of the criticism.`,
    )
  }
  if (newAccounts) {
    const { share, usual } = newAccounts
    said.push(
      german
        ? `${part(share)} kommen von Konten, die jünger als ${NEW_ACCOUNT_DAYS} Tage sind (üblich: ${part(usual)}).`
        : `${part(share)} come from accounts younger than ${NEW_ACCOUNT_DAYS} days (usual: ${part(usual)}).`,
    )
  }
  if (coPosters !== undefined) {
    const accounts = formatNumber(coPosters, language)
    said.push(
      german
        ? `${accounts} Konten haben dieselbe Adresse binnen Sekunden geteilt.`
        : `${accounts} accounts posted the same address within seconds.`,
    )
  }
  if (collision) {
    const { share, usual } = collision
    said.push(
      german
        ? `Nur ${part(share)} der Wörter fallen sonst mit der Marke (üblich: ${part(usual)}): vielleicht ist etwas anderes gleichen Namens gemeint.`
        : `Only ${part(share)} of the words are usually said with the brand (usual: ${part(usual)}): perhaps something else of that name is meant.`,
    )
  }
  return said
}
