/**
 * Public holidays of Germany (each Land), Austria and Switzerland, as local dates. One row a holiday: what it is,
 * when, where, and in which years. Pure arithmetic; the years come from outside.
 */

import { DAY_MS } from './time.ts'

export interface Holiday {
  /** Local date: `2026-12-25`. */
  readonly date: string
  readonly name: string
}

interface Rule {
  readonly name: string
  /** Month and day, or days from Easter Sunday, or a rule of its own. */
  readonly on: readonly [month: number, day: number] | number | ((year: number) => number)
  /** Region codes; `DE` means all of Germany, `CH` all of Switzerland. */
  readonly in: string
  readonly from?: number
  readonly to?: number
}

const LANDS = 'BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH'
const NEW_YEAR = { name: 'Neujahr', on: [1, 1] } as const
const CHRISTMAS = { name: 'Weihnachten', on: [12, 25] } as const

/**
 * Germany: the holiday laws of the sixteen Länder. Assumption Day in BY holds in most municipalities, not in all;
 * holidays of single towns (Augsburg) and Corpus Christi in parts of SN and TH are left out. Austria:
 * Arbeitsruhegesetz section 7. Switzerland: what every canton keeps, and three cantons.
 */
const RULES: readonly Rule[] = [
  { ...NEW_YEAR, in: 'DE AT CH' },
  { name: 'Berchtoldstag', on: [1, 2], in: 'CH-BE' },
  { name: 'Heilige Drei Könige', on: [1, 6], in: 'DE-BW DE-BY DE-ST AT' },
  { name: 'Internationaler Frauentag', on: [3, 8], in: 'DE-BE', from: 2019 },
  { name: 'Internationaler Frauentag', on: [3, 8], in: 'DE-MV', from: 2023 },
  { name: 'Karfreitag', on: -2, in: 'DE CH-ZH CH-BE CH-BS' },
  { name: 'Ostersonntag', on: 0, in: 'DE-BB' },
  { name: 'Ostermontag', on: 1, in: 'DE AT CH-ZH CH-BE CH-BS' },
  { name: 'Tag der Arbeit', on: [5, 1], in: 'DE AT CH-ZH CH-BS' },
  { name: 'Tag der Befreiung', on: [5, 8], in: 'DE-BE', from: 2020, to: 2020 },
  { name: 'Tag der Befreiung', on: [5, 8], in: 'DE-BE', from: 2025, to: 2025 },
  { name: 'Christi Himmelfahrt', on: 39, in: 'DE AT CH' },
  { name: 'Pfingstsonntag', on: 49, in: 'DE-BB' },
  { name: 'Pfingstmontag', on: 50, in: 'DE AT CH-ZH CH-BE CH-BS' },
  { name: 'Fronleichnam', on: 60, in: 'DE-BW DE-BY DE-HE DE-NW DE-RP DE-SL AT' },
  { name: '75 Jahre Volksaufstand', on: [6, 17], in: 'DE-BE', from: 2028, to: 2028 },
  { name: 'Bundesfeier', on: [8, 1], in: 'CH', from: 1994 },
  { name: 'Mariä Himmelfahrt', on: [8, 15], in: 'DE-BY DE-SL AT' },
  { name: 'Weltkindertag', on: [9, 20], in: 'DE-TH', from: 2019 },
  { name: 'Tag der Deutschen Einheit', on: [10, 3], in: 'DE', from: 1990 },
  { name: 'Nationalfeiertag', on: [10, 26], in: 'AT' },
  { name: 'Reformationstag', on: [10, 31], in: 'DE-BB DE-MV DE-SN DE-ST DE-TH' },
  { name: 'Reformationstag', on: [10, 31], in: 'DE-HB DE-HH DE-NI DE-SH', from: 2018 },
  {
    name: 'Reformationstag',
    on: [10, 31],
    in: 'DE-BW DE-BY DE-BE DE-HB DE-HH DE-HE DE-NI DE-NW DE-RP DE-SL DE-SH',
    from: 2017,
    to: 2017,
  },
  { name: 'Allerheiligen', on: [11, 1], in: 'DE-BW DE-BY DE-NW DE-RP DE-SL AT' },
  { name: 'Buß- und Bettag', on: dayOfRepentance, in: 'DE-SN' },
  { name: 'Mariä Empfängnis', on: [12, 8], in: 'AT' },
  { ...CHRISTMAS, in: 'DE AT CH' },
  { name: 'Zweiter Weihnachtstag', on: [12, 26], in: 'DE AT CH-ZH CH-BE CH-BS' },
]

export const HOLIDAY_REGIONS: readonly string[] = [
  'DE',
  ...LANDS.split(' ').map((land) => `DE-${land}`),
  'AT',
  'CH',
  'CH-BE',
  'CH-BS',
  'CH-ZH',
]

/** The holidays of a region in date order, each date once; none for a region that is not in `HOLIDAY_REGIONS`. */
export function holidaysOf(region: string, years: readonly number[]): Holiday[] {
  if (!HOLIDAY_REGIONS.includes(region)) return []
  const country = region.slice(0, 2)
  const rules = RULES.filter((rule) => {
    const places = rule.in.split(' ')
    return places.includes(region) || places.includes(country)
  })
  const byDate = new Map<string, Holiday>()
  for (const year of years) {
    for (const rule of rules) {
      if (year < (rule.from ?? year) || year > (rule.to ?? year)) continue
      const date = new Date(dayIn(year, rule.on)).toISOString().slice(0, 10)
      if (!byDate.has(date)) byDate.set(date, { date, name: rule.name })
    }
  }
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

function dayIn(year: number, on: Rule['on']): number {
  if (typeof on === 'number') return easterSunday(year) + on * DAY_MS
  return typeof on === 'function' ? on(year) : Date.UTC(year, on[0] - 1, on[1])
}

/**
 * Easter Sunday of the Gregorian calendar, as midnight UTC. The anonymous algorithm as given by Meeus,
 * Astronomical Algorithms (1991), chapter 8; it holds for every year from 1583 on.
 */
export function easterSunday(year: number): number {
  const a = year % 19
  const century = Math.floor(year / 100)
  const c = year % 100
  const leapRest = century % 4
  const f = Math.floor((century + 8) / 25)
  const g = Math.floor((century - f + 1) / 3)
  const h = (19 * a + century - Math.floor(century / 4) - g + 15) % 30
  const m = (32 + 2 * leapRest + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const n = Math.floor((a + 11 * h + 22 * m) / 451)
  const sum = h + m - 7 * n + 114
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1)
}

/** The Wednesday before 23 November. */
function dayOfRepentance(year: number): number {
  const end = Date.UTC(year, 10, 23)
  const weekday = new Date(end).getUTCDay()
  return end - ((weekday + 4) % 7 || 7) * DAY_MS
}
