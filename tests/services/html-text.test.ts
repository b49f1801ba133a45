import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeReferences, textOfHtml } from '../../services/ingest/html-text.ts'

describe('of HTML only the text stays', () => {
  test.each([
    ['<p>Eins</p><p>Zwei<br>Drei</p>', 'Eins\n\nZwei\nDrei'],
    ['Kund&uuml;innen &amp; &#8222;Co&#x201c;', 'Kundüinnen & „Co“'],
    ['&lt;b&gt; bleibt', '<b> bleibt'],
    ['&amp;lt;', '&lt;'],
    ['&unknown; &#0; &#xD800; &#99999999;', '&unknown; \uFFFD \uFFFD &#99999999;'],
    ['a < b und c > d', 'a < b und c > d'],
    ['1<2', '1<2'],
    ['vor<script>alert("</p>")</script>nach', 'vornach'],
    ['vor<SCRIPT src=x>x</SCRIPT >nach', 'vornach'],
    ['vor<style>p{}</style>nach', 'vornach'],
    ['vor<script>nie zu Ende', 'vor'],
    ['vor<!-- weg -->nach', 'vornach'],
    ['vor<!-- nie zu Ende', 'vor'],
    ['<img src=x onerror=alert(1)>Bild', 'Bild'],
    [
      '<a href="https://x.example"><span class="invisible">https://</span><span>x.example</span></a>',
      'https://x.example',
    ],
    ['<span class="h-card"><a href="x">@<span>lena</span></a></span> hallo', '@lena hallo'],
    ['viel    Platz\t\n\n\n\n\nhier\u0000', 'viel Platz\n\nhier'],
    ['unfertig <a href="x', 'unfertig <a href="x'],
    ['', ''],
  ])('%s', (html, text) => {
    expect(textOfHtml(html)).toBe(text)
  })

  test('up to the length that is wanted', () => {
    expect(textOfHtml(`<p>${'Wort '.repeat(10_000)}</p>`, 9)).toBe('Wort Wort')
  })

  test('in one pass, whatever it is', () => {
    const hostile = ['<', '<a', '<a<', '&', '&#', '<!--', '<script>', '</', '<a ', '&amp'].map(
      (part) => part.repeat(200_000),
    )
    const before = process.cpuUsage()
    for (const html of hostile) expect(textOfHtml(html).length).toBeLessThanOrEqual(20_000)
    const plain = process.cpuUsage(before)
    const again = process.cpuUsage()
    for (const html of hostile) JSON.parse(JSON.stringify(html))
    const floor = process.cpuUsage(again)
    // A square would be a hundred thousand times the floor.
    expect(plain.user / Math.max(floor.user, 1_000)).toBeLessThan(500)
  })

  test('and no tag is left, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom('<p>', '</p>', '<b', '>', '&lt;', '<!--', '-->', '<script>'),
            fc.string(),
          ),
        ),
        (parts) => {
          const text = textOfHtml(parts.join(''))
          expect(textOfHtml(`<p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>`)).toBe(
            text,
          )
        },
      ),
    )
    expect(decodeReferences('&auml'.repeat(3))).toBe('&auml&auml&auml')
  })
})
