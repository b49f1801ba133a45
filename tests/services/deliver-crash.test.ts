/** Crashes, restarts, a log that fails, a mail server that is away for an hour: at most one duplicate, never a loss. */

import { afterEach, expect, test } from 'vitest'
import { email } from '../../services/alert/notifiers/email.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { until } from '../harness/bus-recorder.ts'
import { note, type Office, office, recorder, START } from '../harness/delivery.ts'
import { headerOf, mailServer } from '../harness/mail-server.ts'

let house: Office
afterEach(() => house?.close())

/** A log that takes no deliveries while `broken`. */
function moody(state: { broken: boolean }): (bus: Bus) => Bus {
  return (bus) =>
    new Proxy(bus, {
      get(target, name: keyof Bus) {
        if (name === 'append' && state.broken) return () => Promise.reject(new Error('no log'))
        const value = target[name]
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
}

test('a crash between sending and writing down: once more, with the same id, and then never again', async () => {
  const state = { broken: true }
  house = await office(moody(state))
  const mail = recorder()
  const first = house.open({ email: mail })
  await house.bus.append([
    { topic: 'notifications', key: 'kornblum', value: JSON.stringify(note('a')) },
  ])
  await until('it is sent and cannot be written down', () => house.problems.length > 0)
  expect(mail.sent).toHaveLength(1)
  first.stop().catch(() => undefined)
  await house.crash()
  state.broken = false
  house.open({ email: mail })
  await until('it is written down', async () => (await house.deliveries()).length === 1)
  expect(mail.sent).toHaveLength(2)
  expect(mail.sent[0]!.headers['Message-ID']).toBe(mail.sent[1]!.headers['Message-ID'])
  await house.crash()
  house.open({ email: mail })
  await house.put(note('b', { to: 'max' }))
  await until('the next is sent', () => mail.sent.length > 2)
  expect(mail.sent.map((one) => one.notification.notificationId)).toEqual(['a', 'a', 'b'])
})

test('a log that fails for a while: sent once, written down when it can be', async () => {
  const state = { broken: false }
  house = await office(moody(state))
  const mail = recorder(() => {
    state.broken = true
    return { ok: true }
  })
  house.open({ email: mail })
  await house.put(note('a'))
  await until('it cannot be written down', () => house.problems.length > 0)
  state.broken = false
  await until('it is written down', async () => (await house.deliveries()).length === 1)
  expect(mail.sent).toHaveLength(1)
})

test('a decision repeated behind its delivery is not sent again, also after a restart', async () => {
  house = await office()
  const mail = recorder()
  const first = house.open({ email: mail })
  await house.put(note('a'))
  await until('it is committed', async () => mail.sent.length === 1 && (await house.lag()) === 0)
  await house.put(note('a'))
  await until('the repetition is done', async () => (await house.lag()) === 0)
  await first.stop()
  house.open({ email: mail })
  await house.put(note('a'), note('b', { to: 'max' }))
  await until('the next is sent', () => mail.sent.length > 1)
  expect(mail.sent.map((one) => one.notification.notificationId)).toEqual(['a', 'b'])
})

test('what stands in the log at the start is read to its end before anything is sent', async () => {
  house = await office()
  const delivery = {
    type: 'delivery',
    notificationId: 'a',
    brandId: 'kornblum',
    stormId: note('a').stormId,
    at: START - 2 * DAY_MS,
    outcome: 'sent',
    attempts: 1,
    subject: '',
  } as const
  const many = Array.from({ length: 600 }, (_, i) => note(`old${i}`, { to: 'max' }))
  await house.put(note('a'), ...many, delivery)
  const mail = recorder()
  house.open({ email: mail })
  await until('all is settled', async () => (await house.lag()) === 0)
  expect(mail.sent.map((one) => one.notification.notificationId)).toEqual(['old599'])
})

test('stopping lets end what is being sent, and writes it down', async () => {
  house = await office()
  let answer: (() => void) | undefined
  const mail = recorder(
    () =>
      new Promise((resolve) => {
        answer = () => resolve({ ok: true })
      }),
  )
  const deliverer = house.open({ email: mail })
  await house.put(note('a'))
  await until('it is being sent', () => answer !== undefined)
  const stopped = deliverer.stop()
  answer!()
  await stopped
  await deliverer.done
  expect(await house.deliveries()).toMatchObject([{ notificationId: 'a', outcome: 'sent' }])
})

test('a mail server away for an hour: three storms, four news each, three mails with the newest', async () => {
  let down = true
  const server = await mailServer({ toMail: () => (down ? '451 back in an hour' : undefined) })
  house = await office()
  const parsed = email.parse({ smtp: server.url, from: 'wache@example.com' })
  if (!parsed.ok) throw new Error('options')
  const addresses = new Map([['petra', { email: 'petra@example.com', name: 'Petra' }]])
  const mail = email.open(parsed.options, { dataDir: '/nowhere', addresses })
  house.open({ email: mail })
  for (const round of [0, 1, 2, 3]) {
    for (const storm of ['x', 'y', 'z']) {
      const at = START + round * 15 * MINUTE_MS
      const level = (2 + round) as 2 | 3 | 4 | 5
      await house.put(note(`${storm}${round}`, { stormId: `kornblum/${storm}`, at, level }))
    }
    await house.wait(15 * MINUTE_MS, 30 * SECOND_MS)
  }
  down = false
  await house.wait(6 * MINUTE_MS, 5 * SECOND_MS)
  await until('three mails came', () => server.received.length >= 3)
  const deliveries = await house.deliveries()
  expect(deliveries.filter((one) => one.outcome === 'superseded')).toHaveLength(9)
  const sent = deliveries.filter((one) => one.outcome === 'sent')
  expect(sent.map((one) => one.notificationId).sort()).toEqual(['x3', 'y3', 'z3'])
  expect(server.received).toHaveLength(3)
  const threads = server.received.map((one) => headerOf(one.mail, 'References'))
  expect(new Set(threads).size).toBe(3)
  await house.wait(HOUR_MS, 5 * MINUTE_MS)
  expect(server.received).toHaveLength(3)
  await mail.close()
  await server.close()
})

test('taken by the server, cut before its answer: twice at most, with the same id', async () => {
  let cuts = 1
  const server = await mailServer({
    cutAfter: () => (cuts-- > 0 ? 'before-answer' : undefined),
  })
  house = await office()
  const parsed = email.parse({ smtp: server.url, from: 'wache@example.com' })
  if (!parsed.ok) throw new Error('options')
  const addresses = new Map([['petra', { email: 'petra@example.com', name: 'Petra' }]])
  const mail = email.open(parsed.options, { dataDir: '/nowhere', addresses })
  house.open({ email: mail })
  await house.put(note('a'))
  await until('it was tried', () => house.problems.length === 1)
  await house.wait(10 * SECOND_MS)
  await until('it is sent', async () => (await house.deliveries()).length === 1)
  const ids = server.received.map((one) => headerOf(one.mail, 'Message-ID'))
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
  await mail.close()
  await server.close()
})
