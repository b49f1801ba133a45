import { describe, expect, test } from 'vitest'
import { termsOf } from '../harness/brand-rules.ts'

describe('a name is found', () => {
  test.each([
    ['Acme', 'Bei Acme geht gar nichts mehr.'],
    ['Acme', 'acme ist schuld'],
    ['Acme', 'WAS SOLL DAS, ACME?!'],
    ['Acme', 'Acmes Hotline antwortet nicht'],
    ['Acme', 'Acme’s hotline is dead'],
    ['Acme', "Acme's hotline is dead"],
    ['Acme', 'Die Acme-Hotline ist tot'],
    ['Acme', 'Der Ex-Acme-Chef'],
    ['Acme', '„Acme“, sagt er'],
    ['Acme', 'Danke, #acme'],
    ['Acme', 'Danke, @acme!'],
    ['Acme', 'acme.com ist offline'],
    ['Acme', 'Acme😡😡😡'],
    ['Acme', 'Acme\u00ad'],
    ['Acme', 'A\u200bcme'],
    ['Acme', 'Ａｃｍｅ'],
    ['Acme', 'Acme™ und Acme®'],
    ['Acme', 'Acme\n\nist weg'],
    ['Acme', '今日はAcmeが遅い'],
    ['Acme', '\u202eAcme'],
    ['Bäcker', 'Der BÄCKER zahlt nicht'],
    ['Bäcker', 'Der Baecker zahlt nicht'],
    ['Bäcker', 'Der Ba\u0308cker zahlt nicht'],
    ['Baecker', 'Der Bäcker zahlt nicht'],
    ['Straßenbau AG', 'Die STRASSENBAU AG'],
    ['Nestlé', 'nestle again'],
    ['McDonald’s', 'Heute bei McDonalds'],
    ['McDonalds', 'Heute bei McDonalds'],
    ["McDonald's", 'Heute bei McDonald’s'],
    ['Acme Mobil', 'Acme Mobil, nie wieder'],
    ['Acme Mobil', 'ACME-MOBIL, nie wieder'],
    ['Acme Mobil', 'Acme\n  Mobil'],
    ['Acme Mobil', 'Acme Mobils Rechnung'],
    ['Acme Mobil', '#AcmeMobil, nie wieder'],
    ['Deutsche Bahn', 'Verspätung bei der Deutschen Bahn'],
    ['Deutsche Bahn', 'Streit zwischen Deutscher Bahn und GDL'],
    ['Deutsche Bahn', 'Die Deutsche #Bahn wieder'],
    ['Deutsche Bahn', 'Danke #DeutscheBahn'],
    ['Deutsches Rotes Kreuz', 'ein Wagen des Deutschen Roten Kreuzes'],
    ['C&A', 'Bei C&A gekauft'],
    ['1&1', 'Mein Vertrag bei 1&1'],
    ['E.ON', 'E.ON erhöht'],
    ['Dr. Oetker', 'Pizza von Dr Oetker'],
    ['Yahoo!', 'yahoo is down'],
    ['VW', 'VW ruft zurück'],
    ['O2', 'o2 ist weg'],
    ['🍏', 'Mein 🍏 ist kaputt'],
    ['🍏', 'kaputt🍏🍏'],
    ['👍', '👍🏽'],
    ['東京電力', '昨日東京電力が発表した'],
    ['삼성', '삼성이 사과했다'],
    ['Газпром', 'и Газпром молчит'],
    ['فيسبوك', 'تعطل فيسبوك اليوم'],
  ])('%j in %j', (name, text) => {
    expect(termsOf({ names: [name] }, text)).toEqual([name])
  })

  test.each([
    ['Acme', 'Acmeistisch'],
    ['Acme', 'Pacme'],
    ['Acme', 'Acmekunde'],
    ['Acme', 'Lieblingsacme'],
    ['Acme', '#AcmeGate'],
    ['Acme', '@acmefan'],
    ['Acme', 'Acme2'],
    ['Acme', 'Acmen'],
    ['Acme', 'A c m e'],
    ['Acme', ''],
    ['Post', 'Posten und Poster'],
    ['VW', 'VWs'],
    ['VW', 'VWL studieren'],
    ['Bär', 'in der Bar'],
    ['Acme Mobil', 'Ich mag Acme. Mobil bin ich auch.'],
    ['Acme Mobil', 'Acme und Mobil'],
    ['Acme Mobil', 'acmemobil'],
    ['C&A', 'c a'],
    ['C&A', '#ca'],
    ['1&1', '1:1'],
    ['E.ON', 'eon'],
    ['Booking.com', 'a booking. Com'],
    ['🍏', '🍎'],
    ['東京電力', '京東電力'],
    ['Газпром', 'Газпромбанк'],
  ])('not %j in %j', (name, text) => {
    expect(termsOf({ names: [name] }, text)).toEqual([])
  })

  test('the English have no German adjectives', () => {
    expect(termsOf({ names: ['Home Depot'], languages: ['en'] }, 'Homer Depot')).toEqual([])
    expect(termsOf({ names: ['Home Depot'], languages: ['en'] }, 'Home Depot')).toEqual([
      'Home Depot',
    ])
  })
})

describe('a name is found in compounds if the brand wants it', () => {
  test.each([
    ['Acme', 'Acmekunde', true],
    ['Acme', 'Die Acmehotline', true],
    ['Acme', 'Acme', true],
    ['Acme', 'Acmes', true],
    ['Acme', '#AcmeGate', true],
    ['Acme', 'Lieblingsacme', false],
    ['Telekom', 'Telekomkunde', true],
    ['Telekom', 'Skandaltelekom', true],
    ['Telekom', 'Skandaltelekoms', true],
    ['Telekom', 'Antitelekombund', false],
    ['Bahn', 'Bahnchaos', true],
    ['Bahn', 'Autobahn', false],
    ['VW', 'VWL', false],
    ['Bäcker', 'Baeckerkunde', true],
    ['Deutsche Bahn', 'Deutsche Bahnkunden', true],
    ['Deutsche Bahn', 'Süddeutsche Bahn', false],
  ])('%j in %j: %s', (name, text, isFound) => {
    expect(termsOf({ names: [name], compounds: true }, text).length > 0).toBe(isFound)
  })

  test('not keywords, hashtags or handles', () => {
    const rules = { compounds: true, keywords: ['Strom'], hashtags: ['acme'], handles: ['@acme'] }
    expect(termsOf(rules, 'Stromkunde #acmekunde @acmekunde')).toEqual([])
  })
})
