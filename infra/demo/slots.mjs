/** Fills the slots of a text template so that the German stays German: each slot has one grammatical form. */

const RELATIVES = ['Mutter', 'Nachbarin', 'Tochter', 'Tante', 'Kollegin', 'Schwester']
const MALE_RELATIVES = ['Vater', 'Bruder', 'Opa', 'Sohn', 'Onkel', 'Schwager']

export const FIRST_NAMES = (
  'Sabine Petra Monika Ulrike Birgit Heike Anja Tanja Katrin Silke Martina Gabi Renate Ingrid Karin Elke Jutta ' +
  'Doris Helga Lena Mia Nele Jana Svenja Ayşe Fatma Olga Zofia Kerstin Bettina Uwe Jürgen Bernd Klaus Dieter Frank ' +
  'Stefan Thomas Michael Andreas Torsten Holger Ralf Jens Sven Lars Timo Jonas Finn Emre Mehmet Piotr Ivan Georg ' +
  'Sepp Hannes Kalle Hinnerk Wolfgang Rainer'
).split(' ')

const SLOTS = {
  stadt:
    'Hamburg Kassel Leipzig Augsburg Bremen Erfurt Kiel Mainz Bochum Rostock Ulm Halle Trier Passau'.split(
      ' ',
    ),
  gegend: [
    'im Harz',
    'in der Eifel',
    'an der Ostsee',
    'im Sauerland',
    'im Hunsrück',
    'in der Rhön',
    'im Spreewald',
    'auf Fehmarn',
    'im Allgäu',
    'in der Uckermark',
  ],
  tag: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'],
  monat: ['April', 'Mai', 'Juni', 'Juli'],
  uhr: ['heute Morgen', 'gestern Abend', 'zwei Stunden', 'dem Frühstück', 'heute Nacht'],
  ordnung: ['zweiten', 'dritten', 'vierten', 'fünften'],
  ordnungNom: ['zweite', 'dritte', 'vierte'],
  betrag: ['4,99', '9,98', '14,99', '19,95', '24,90', '29,99', '39,80', '49,99'],
  euro: ['10', '15', '20', '25', '50'],
  gb: ['5', '10', '20', '25', '40'],
  n: ['2', '3', '4', '5', '6', '7', '8', '9'],
  min: ['20', '25', '30', '35', '40', '45', '55', '70'],
  vorname: FIRST_NAMES,
  initiale: 'B D G H K L M R S T'.split(' '),
  sorte: ['Vanille', 'Heidelbeere', 'Haselnuss', 'Rhabarber', 'Pfirsich', 'Kirsche'],
  laden: ['im Supermarkt', 'im Hofladen', 'im Dorfladen', 'beim Kaufmann um die Ecke'],
  ware: [
    'einen Monitor',
    'eine Powerbank',
    'ein Ladekabel',
    'eine Stehlampe',
    'einen Drucker',
    'einen Wecker',
  ],
  wareDat: ['einem Monitor', 'einer Powerbank', 'einer Stehlampe', 'einem Drucker', 'einem Wecker'],
  verw: [...RELATIVES.map((w) => `meine ${w}`), ...MALE_RELATIVES.map((w) => `mein ${w}`)],
  verwAkk: [...RELATIVES.map((w) => `meine ${w}`), ...MALE_RELATIVES.map((w) => `meinen ${w}`)],
  verwDat: [...RELATIVES.map((w) => `meiner ${w}`), ...MALE_RELATIVES.map((w) => `meinem ${w}`)],
}

/** `{B}` becomes one of the brand's forms, every other slot a fitting word. */
export function fill(template, brandForms, random) {
  const filled = template.replace(/\{(\w+)\}/g, (_, slot) => {
    const words = slot === 'B' ? brandForms : SLOTS[slot]
    if (words === undefined) throw new Error(`demo: unknown slot {${slot}} in: ${template}`)
    return random.pick(words)
  })
  return filled.replace(/(^|[.!?] )(meine?)\b/g, (_, before, word) => `${before}M${word.slice(1)}`)
}
