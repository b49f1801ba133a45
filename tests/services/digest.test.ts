/** The digest of a day: to each at the hour of the own clock, once, through the outbox and whatever stops meanwhile. */

import { afterEach, describe, expect, it } from 'vitest'
import { type DigestPlan, type Digests, startDigests } from '../../services/alert/digest.ts'
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import type { Append } from '../../shared/edge/bus.ts'
import { type Office, office, recorder } from '../harness/delivery.ts'

const LENA = { id: 'lena', language: 'de', timeZone: 'Europe/Berlin' } as const
const KIM = { id: 'kim', language: 'en', timeZone: 'America/New_York' } as const
const PLAN: DigestPlan = { atMin: 8 * 60, readers: [LENA, KIM], channels: ['email'] }

let desk: Office | undefined
let digests: Digests | undefined
afterEach(async () => {
  await digests?.stop()
  await desk?.close()
})

/** Its clock begins at 20:05 UTC on Saturday, 7 March 2026; in New York clocks change on the next morning. */
async function begin(plan: DigestPlan | undefined = PLAN) {
  const mail = recorder()
  desk = await office()
  desk.open({ email: mail })
  const events = { problem: (where: string) => desk!.problems.push(where) }
  const bus = { ...desk.bus, append: (records: readonly Append[]) => taken(records) }
  let appending = Promise.resolve()
  const taken = (records: readonly Append[]) => {
    const done = desk!.bus.append(records)
    appending = done.then(() => undefined)
    return done
  }
  /** Until the log has what was due, and whoever it is for. */
  const pass = async (ms: number, stepMs = 10 * MINUTE_MS) => {
    const end = desk!.clock.now() + ms
    while (desk!.clock.now() < end) {
      desk!.clock.moveTo(Math.min(end, desk!.clock.now() + stepMs))
      await new Promise((resolve) => setImmediate(resolve))
      await appending
      await desk!.settle()
    }
  }
  const start = () => startDigests({ bus, clock: desk!.clock, events }, plan)
  digests = start()
  const sent = () => mail.sent.map(({ notification: { to, at } }) => `${to} ${formatInstant(at)}`)
  return { pass, mail, sent, start }
}

describe('the digest', () => {
  it('comes to each at eight in the morning there, once a day', async () => {
    const { pass, sent } = await begin()
    await pass(2 * DAY_MS)
    expect(sent().sort()).toEqual([
      'kim 2026-03-08T12:00:00Z',
      'kim 2026-03-09T12:00:00Z',
      'lena 2026-03-08T07:00:00Z',
      'lena 2026-03-09T07:00:00Z',
    ])
  })

  it('is about the 24 hours before, and known by reader and day', async () => {
    const { pass, mail } = await begin({ ...PLAN, readers: [LENA] })
    await pass(13 * HOUR_MS)
    expect(mail.sent.map(({ notification }) => notification)).toEqual([
      expect.objectContaining({
        type: 'digest',
        notificationId: 'digest/2026-03-08/email/lena',
        fromAt: Date.parse('2026-03-07T07:00:00Z'),
        at: Date.parse('2026-03-08T07:00:00Z'),
      }),
    ])
  })

  it('is not sent again by whoever starts anew, or beside', async () => {
    const { pass, sent, start } = await begin({ ...PLAN, readers: [LENA] })
    const beside = start()
    await pass(12 * HOUR_MS)
    await digests?.stop()
    digests = start()
    await pass(HOUR_MS)
    await beside.stop()
    expect(sent()).toEqual(['lena 2026-03-08T07:00:00Z'])
  })

  it('that was due while nothing ran comes after the start, if it is not too late', async () => {
    const { pass, sent, start } = await begin({ ...PLAN, readers: [LENA] })
    await digests?.stop()
    await pass(14 * HOUR_MS, HOUR_MS)
    digests = start()
    await pass(MINUTE_MS)
    expect(sent()).toEqual(['lena 2026-03-08T07:00:00Z'])
    await digests.stop()
    await pass(28 * HOUR_MS, HOUR_MS)
    digests = start()
    await pass(MINUTE_MS)
    expect(sent()).toHaveLength(1)
  })

  it('follows a new configuration from then on', async () => {
    const { pass, sent } = await begin()
    digests?.usePlan({ ...PLAN, readers: [LENA], atMin: 21 * 60 + 30 })
    await pass(HOUR_MS)
    digests?.usePlan(undefined)
    await pass(DAY_MS, HOUR_MS)
    expect(sent()).toEqual(['lena 2026-03-07T20:30:00Z'])
  })
})
