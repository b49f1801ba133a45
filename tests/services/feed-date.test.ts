import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFeedDate } from '../../services/ingest/feed-date.ts'

test.each([
  ['Mon, 02 Mar 2026 10:00:00 +0100', '09:00:00'],
  ['Mon, 2 Mar 2026 10:00:00 GMT', '10:00:00'],
  ['2 Mar 2026 10:00 GMT', '10:00:00'],
  ['Mon, 02 Mar 26 10:00:00 UT', '10:00:00'],
  ['Mon, 02 Mar 2026 10:00:00 EST', '15:00:00'],
  ['Mon, 02 Mar 2026 10:00:00 PDT', '17:00:00'],
  ['Mon, 02 Mar 2026 10:00:00 +01:00', '09:00:00'],
  ['Mon, 02 Mar 2026 10:00:00 -0330', '13:30:00'],
  ['Monday, 02 March 2026 10:00:00 Z', '10:00:00'],
  ['Mon,  02  Mar  2026   10:00:00   GMT', '10:00:00'],
  ['Mon, 02 Mar 2026 10:00:00 +0100 (CET)', '09:00:00'],
  ['Mon, 02 Mar 2026 10:00:00', '10:00:00'],
  ['Mo, 2. März 2026 11:00:00 MEZ', '10:00:00'],
  ['Montag, 02. März 2026 um 11:00 Uhr', '11:00:00'],
  ['02.03.2026 11:00', '11:00:00'],
  ['2.3.2026, 11:00 Uhr', '11:00:00'],
  ['02-Mar-2026 10:00:00', '10:00:00'],
  ['March 2, 2026 10:00 PM', '22:00:00'],
  ['Mon, March 2, 2026 at 12:05 am', '00:05:00'],
  ['2026-03-02T10:00:00Z', '10:00:00'],
  ['2026-03-02T10:00:00+0100', '09:00:00'],
  ['2026-03-02T10:00:00+01', '09:00:00'],
  ['2026-03-02T10:00:00.123456+01:00', '09:00:00'],
  ['2026-03-02 10:00:00', '10:00:00'],
  ['2026-03-02 10:00:00 +0100', '09:00:00'],
  ['2026-03-02 10:00:00 CET', '09:00:00'],
  ['2026/03/02 10:00:00', '10:00:00'],
  ['2026-03-02', '00:00:00'],
  ['02 Mar 2026', '00:00:00'],
  [String(Date.UTC(2026, 2, 2, 10) / 1_000), '10:00:00'],
  [String(Date.UTC(2026, 2, 2, 10)), '10:00:00'],
])('%s', (text, time) => {
  const at = parseFeedDate(text)
  expect(new Date(at!).toISOString().slice(0, 19)).toBe(`2026-03-02T${time}`)
})

test.each([
  '',
  'soon',
  'Mon, 31 Feb 2026 10:00:00 GMT',
  '31.02.2026 10:00',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '0000-00-00 00:00:00',
  '30 Nov -0001 00:00:00 +0000',
  'Mon, 02 Mar 9999 10:00:00 GMT',
  'Mon, 02 Foo 2026 10:00:00 GMT',
  'x'.repeat(100),
  undefined,
  null,
  1_772_445_600,
])('%s is no date', (text) => {
  expect(parseFeedDate(text)).toBe(undefined)
})

test('nothing makes it throw or leave our time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const at = parseFeedDate(text)
      expect(at === undefined || (at >= Date.UTC(2000) && at < Date.UTC(2100))).toBe(true)
    }),
  )
})
