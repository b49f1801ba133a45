import { describe, expect, test } from 'vitest'
import { decodeText } from '../../shared/edge/http-charset.ts'

const TEXT = 'Größe: 5 €'
const latin = (text: string) => Buffer.from(text.replace('€', '\x80'), 'latin1')

describe('text is read as it was meant', () => {
  test.each([
    ['UTF-8 that nobody declares', Buffer.from(TEXT), undefined],
    ['UTF-8 under the name of Latin-1', Buffer.from(TEXT), 'text/xml; charset=ISO-8859-1'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), 'text/xml; charset=windows-1252'],
    ['windows-1252 by its header', latin(TEXT), 'application/xml; charset="windows-1252"'],
    ['windows-1252 that calls itself Latin-1', latin(TEXT), 'text/xml; charset=iso-8859-1'],
    ['windows-1252 that calls itself UTF-8', latin(TEXT), 'text/xml; charset=utf-8'],
    ['windows-1252 that nobody declares', latin(TEXT), undefined],
    ['an encoding that does not exist', latin(TEXT), 'text/xml; charset=klingon'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), undefined],
    ['UTF-16 by its header', Buffer.from(TEXT, 'utf16le'), 'text/xml; charset=utf-16le'],
  ])('%s', (_, bytes, type) => {
    expect(decodeText(bytes, type)).toBe(TEXT)
  })

  test('also as the document declares it', () => {
    const document = Buffer.from('<?xml version="1.0" encoding="iso-8859-2"?>\xb3', 'latin1')
    expect(decodeText(document, 'text/xml')).toMatch(/ł$/)
    expect(decodeText(Buffer.from('<?xml version="1.0" encoding="utf-16"?>é'), undefined)).toMatch(
      /é$/,
    )
    expect(decodeText(Buffer.from('\x1b$B$3\x1b(B'), 'text/xml; charset=iso-2022-jp')).toBe('こ')
  })

  test('and never fails', () => {
    for (const type of [undefined, 'charset=', 'charset=utf-16', 'text/xml; charset=gb18030'])
      expect(typeof decodeText(Buffer.from([0xff, 0x00, 0x81, 0xd8]), type)).toBe('string')
    expect(decodeText(Buffer.alloc(0), undefined)).toBe('')
  })
})
