import { describe, expect, test } from 'vitest'
import { PUSH_LIMITS, signatureOf } from '../../services/ingest/signed-push.ts'
import { recordsIn } from '../../services/ingest/sources/webhook.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import { brandRecords, deadLettersIn, likes, mention, NOW } from '../harness/ingest-world.ts'
import { connect, ndjson, openWebhook, push, SECRET } from '../harness/webhook-sender.ts'

describe('a signed body', () => {
  test('of NDJSON or of one array is in the log when it is answered', async () => {
    const { url, bus, told } = await openWebhook()
    const records = [
      mention('Kornblum, {"a":[1]}, \\"ü\\"'),
      mention('Regen'),
      likes('mastodon:x', 1),
    ]
    const bodies = [
      ndjson(...records),
      `\ufeff ${JSON.stringify(records, null, 2)}`,
      `${ndjson(...records)}\r\n\r\n`,
    ]
    for (const [number, body] of bodies.entries()) {
      const { status, body: said } = await push(url, body)
      expect([status, said]).toEqual([
        202,
        { status: 202, message: 'stored', records: 3, unreadable: 0 },
      ])
      expect(await brandRecords(bus)).toHaveLength(number + 1)
    }
    const [one] = await brandRecords(bus)
    expect(one).toMatchObject({
      brandId: 'kornblum',
      via: 'webhook',
      text: records[0] && 'Kornblum, {"a":[1]}, \\"ü\\"',
    })
    expect(told.counts.get('unmatched webhook')).toBe(6)
  })

  test('is known from now on, whatever the sender says; counters were true when they were read', async () => {
    const { url, bus } = await openWebhook()
    const past = '2026-03-01T00:00:00Z'
    const future = '2099-01-01T00:00:00Z'
    const post = mention('Kornblum', { publishedAt: past, observedAt: past })
    const [early, late] = [
      { ...likes(post.id, 1), observedAt: past },
      { ...likes(post.id, 2), observedAt: future },
    ]
    await push(url, ndjson(post, early, late))
    expect(await brandRecords(bus)).toMatchObject([
      { publishedAt: Date.parse(past), observedAt: NOW },
    ])
    const samples = await brandRecords(bus, TOPICS.engagement)
    expect(samples.map(({ observedAt }) => observedAt)).toEqual([Date.parse(past), NOW])
  })

  test('with bad records stores the good ones, and only the bad bytes are dead letters', async () => {
    const { url, bus } = await openWebhook()
    const bad = '{"type":"mention","id":7,  "text":"ü"}'
    const good = JSON.stringify(mention('Kornblum'))
    for (const body of [`${good}\n${bad}\n${good}\n`, `[${good},\n${bad} ,${good}]`]) {
      const { status, body: said } = await push(url, body)
      expect(status).toBe(202)
      expect(said).toMatchObject({ records: 3, unreadable: 1 })
      expect(said['problem']).toContain('record 2: "id" must be')
    }
    const letters = await deadLettersIn(bus)
    expect(letters.map(({ raw }) => Buffer.from(raw).toString().trim())).toEqual([bad, bad])
    expect(letters[0]).toMatchObject({ code: 'bad-id', origin: 'webhook', position: 2 })
    expect(await brandRecords(bus)).toHaveLength(4)
  })

  test('of many records is answered once, when the last one is stored', async () => {
    const { url, bus } = await openWebhook()
    const many = Array.from({ length: 1_777 }, (_, i) => mention(`Kornblum ${i}`))
    const { status, body } = await push(url, JSON.stringify(many))
    expect([status, body['records']]).toEqual([202, 1_777])
    expect(await brandRecords(bus)).toHaveLength(1_777)
  })

  test('may come again: the sender must be able to repeat what got no answer', async () => {
    const { url, bus } = await openWebhook()
    const body = ndjson(mention('Kornblum'))
    expect([(await push(url, body)).status, (await push(url, body)).status]).toEqual([202, 202])
    expect(
      new Set((await brandRecords(bus)).map((one) => (one.type === 'mention' ? one.id : ''))).size,
    ).toBe(1)
  })
})

describe('what is not taken', () => {
  test('is told why, and nothing of it reaches the log', async () => {
    const { url, bus } = await openWebhook()
    const body = ndjson(mention('Kornblum'))
    const signed = (seconds: number, secret = SECRET, what = body) =>
      signatureOf(Buffer.from(what), seconds, secret)
    const now = NOW / 1_000
    for (const header of [
      '',
      't=1,v1=00',
      signed(now - 301),
      signed(now + 301),
      signed(now, `${SECRET}.`),
      signed(now, SECRET, `${body} `),
      `${signed(now)},v1=0`,
    ])
      expect([(await push(url, body, header)).status, header]).toEqual([401, header])
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401)
    const get = await fetch(url)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect(
      (await push(url, body, undefined, { headers: { 'content-encoding': 'gzip' } })).status,
    ).toBe(415)
    for (const empty of ['', ' \n ', '[]', '[ , ]'])
      expect((await push(url, empty)).status).toBe(400)
    expect(await brandRecords(bus)).toEqual([])
    expect((await push(url, body, signed(now - 299))).status).toBe(202)
  })

  test('is a body that is too large, announced or not', async () => {
    const { url, port, bus } = await openWebhook()
    const large = Buffer.alloc(PUSH_LIMITS.bodyBytes + 1, 'x')
    expect((await push(url, large)).status).toBe(413)
    const socket = await connect(port)
    const header = signatureOf(large, NOW / 1_000, SECRET)
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\nx-sturmwarte-signature: ${header}\r\ntransfer-encoding: chunked\r\n\r\n`,
    )
    const chunk = Buffer.alloc(65_536, 'x')
    let sent = 0
    while (!socket.heard().includes('\r\n\r\n') && sent++ < 200) {
      socket.write(Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')]))
      await new Promise(setImmediate)
    }
    await until('it is answered', () => socket.heard().includes('"status":413'))
    expect(await deadLettersIn(bus)).toEqual([])
    expect((await push(url, ndjson(mention('Kornblum')))).status).toBe(202)
  })

  test('is nonsense: each piece of it is a dead letter', async () => {
    const { url, bus } = await openWebhook()
    for (const body of [
      'garbage',
      '[[[[',
      `[{"a":"`,
      '[1,2] 3',
      `[${'['.repeat(90_000)}`,
      '{"a":{',
    ])
      expect((await push(url, body)).status).toBe(202)
    const raws = (await deadLettersIn(bus)).map(({ raw, code }) => [
      code,
      Buffer.from(raw.subarray(0, 9)).toString(),
    ])
    expect(raws).toEqual([
      ['not-json', 'garbage'],
      ['not-json', '[[['],
      ['not-json', '{"a":"'],
      ['not-an-object', '1'],
      ['not-an-object', '2'],
      ['not-an-object', ' 3'],
      ['too-deep', '[[[[[[[[['],
      ['not-json', '{"a":{'],
    ])
  })
})

describe('a log that refuses', () => {
  test('is a 503 for the sender, who can send it again on the same port', async () => {
    const { url, bus, told } = await openWebhook()
    let refused = 0
    bus.refuses = (records) => records.some(({ key }) => key === 'kornblum') && refused++ < 1
    const body = ndjson(mention('Kornblum'))
    const first = await push(url, body)
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await brandRecords(bus)).toEqual([])
    expect((await push(url, body)).status).toBe(202)
    expect(await brandRecords(bus)).toHaveLength(1)
    expect(told.problems).toEqual(['source webhook: log: the log is full'])
  })

  test('in the middle of a body refuses the rest of it, too', async () => {
    const { url, bus } = await openWebhook()
    let blocks = 0
    bus.refuses = (records) => records.some(({ key }) => key === 'kornblum') && ++blocks === 2
    const many = Array.from({ length: 2_000 }, (_, i) => mention(`Kornblum ${i}`))
    expect((await push(url, JSON.stringify(many))).status).toBe(503)
    expect((await push(url, ndjson(mention('Kornblum')))).status).toBe(202)
    expect((await brandRecords(bus)).length).toBe(501)
    expect(blocks).toBe(3)
  })
})

test('records are cut out of an array as they were sent', () => {
  const pieces = (text: string) => recordsIn(Buffer.from(text)).map(({ bytes }) => bytes.toString())
  expect(pieces('[{"a":"],[\\"}"},[1,{"b":2}], "x,y" ]')).toEqual([
    '{"a":"],[\\"}"}',
    '[1,{"b":2}]',
    ' "x,y" ',
  ])
  expect(pieces('\ufeff\n [ {} \n , {} \r\n]\n')).toEqual([' {} \n ', ' {} \r\n'])
  expect(pieces('{"a":1}\n[2]')).toEqual(['{"a":1}', '[2]'])
})
