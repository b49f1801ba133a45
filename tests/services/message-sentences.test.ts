/** The mail tells what is unusual about a storm, in its text and in its HTML, in both languages; where nothing is, nothing. */

import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../services/alert/message.ts'
import { context, notification } from '../harness/messages.ts'
import { plain, SENTENCES, TOLD_CAUSE, TOLD_CHECKS } from '../harness/told-sentences.ts'

/** As a person reads it: without marks, with the characters that they stand for. */
function readable(html: string): string {
  return plain(
    html
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  )
}

const usual = (({ words: _, highest: __, talk: ___, ...rest }) => rest)(TOLD_CAUSE)

describe.each(['de', 'en'] as const)('a mail in %s', (language) => {
  const told = (causes = [TOLD_CAUSE]) =>
    composeMessage(notification({ language, causes, checklist: TOLD_CHECKS }), context())
  const { cause, checks } = SENTENCES[language]

  test.each([...cause, ...checks])('says: %s', (sentence) => {
    const { text, html } = told()
    expect(plain(text)).toContain(sentence)
    expect(readable(html)).toContain(sentence)
  })

  test('says none of it where nothing is unusual', () => {
    const { text, html } = told([usual])
    for (const sentence of cause) {
      expect(plain(text)).not.toContain(sentence)
      expect(readable(html)).not.toContain(sentence)
    }
  })
})
