import { expect, test } from 'vitest'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('an author has one number and its digits in base 36, whichever is asked for first', () => {
  const [one, other] = [pseudonyms(bytes('key')), pseudonyms(bytes('key'))]
  const key = one.authorKey('mastodon', 'ada')
  expect(one.authorName('mastodon', 'ada')).toBe(key.toString(36))
  expect(other.authorName('mastodon', 'ada')).toBe(key.toString(36))
  expect(other.authorKey('mastodon', 'ada')).toBe(key)
  expect(Number.isSafeInteger(key) && key > 0).toBe(true)
})

test('platforms, authors and keys are told apart', () => {
  const mine = pseudonyms(bytes('key'))
  const names = [
    mine.authorName('mastodon', 'ada'),
    mine.authorName('mastodon', 'ben'),
    mine.authorName('hackernews', 'ada'),
    pseudonyms(bytes('other')).authorName('mastodon', 'ada'),
  ]
  expect(new Set(names).size).toBe(4)
})

test('an author who was forgotten among many others has the same name again', () => {
  const mine = pseudonyms(bytes('key'))
  const before = mine.authorName('mastodon', 'ada')
  for (let i = 0; i < 50_000; i++) mine.authorKey('mastodon', `u${i}`)
  expect(mine.authorName('mastodon', 'ada')).toBe(before)
})
