import { expect, test } from 'vitest'
import { crc32c, encodeProduce } from '../../shared/edge/bus-kafka-encode.ts'

test('the checksum is CRC-32C, as its published check value says', () => {
  const check = Buffer.from('123456789')
  expect(crc32c(check, 0, check.length)).toBe(0xe3069283)
  const zeros = Buffer.alloc(32)
  expect(crc32c(zeros, 0, 32)).toBe(0x8a9136aa)
})

test('a request is the bytes that the protocol describes', () => {
  const bytes = encodeProduce({
    topic: 't',
    partition: 3,
    messages: [
      { key: 'ä', value: Buffer.from('x'), valueBytes: 1 },
      { key: null, value: null, valueBytes: 0 },
    ],
    acks: -1,
    timeoutMs: 1,
    now: 2,
  })
  const text = bytes.toString('hex')
  const head = 'ffff' + 'ffff' + '00000001' + '00000001' + '000174' + '00000001' + '00000003'
  expect(text.slice(0, head.length)).toBe(head)
  // Each: length, attributes, time, offset, key, value, headers.
  const records = `12${'000000'}04c3a4${'0278'}00${'0c'}${'0000'}02${'01'}${'01'}00`
  expect(text.slice(-records.length)).toBe(records)
})
