import { describe, expect, it } from 'vitest'
import { easterSunday, HOLIDAY_REGIONS, holidaysOf } from '../../shared/core/holidays.ts'
import { DAY_MS } from '../../shared/core/time.ts'

const iso = (at: number) => new Date(at).toISOString().slice(0, 10)
const dates = (region: string, year: number) => holidaysOf(region, [year]).map((one) => one.date)
const named = (name: string, region: string, year: number) =>
  holidaysOf(region, [year]).find((one) => one.name === name)?.date
const landsWith = (name: string, year: number) =>
  HOLIDAY_REGIONS.filter((region) => region.startsWith('DE-') && named(name, region, year)).map(
    (region) => region.slice(3),
  )

describe('Easter', () => {
  it.each([
    '1818-03-22',
    '1943-04-25',
    '1961-04-02',
    '2000-04-23',
    '2008-03-23',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2029-04-01',
    '2030-04-21',
    '2038-04-25',
  ])('was or will be on %s', (date) => {
    expect(iso(easterSunday(Number(date.slice(0, 4))))).toBe(date)
  })

  it('is a Sunday from 22 March to 25 April in every year', () => {
    for (let year = 1583; year <= 3000; year++) {
      const at = easterSunday(year)
      expect(new Date(at).getUTCDay()).toBe(0)
      expect(at).toBeGreaterThanOrEqual(Date.UTC(year, 2, 22))
      expect(at).toBeLessThanOrEqual(Date.UTC(year, 3, 25))
    }
  })
})

describe('Germany', () => {
  it('keeps nine days everywhere', () => {
    expect(dates('DE', 2026)).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ])
    for (const region of HOLIDAY_REGIONS.filter((one) => one.startsWith('DE-'))) {
      expect(dates(region, 2026)).toEqual(expect.arrayContaining(dates('DE', 2026)))
    }
  })

  it('keeps as many days in each Land as its law says', () => {
    const counts = Object.fromEntries(
      HOLIDAY_REGIONS.filter((one) => one.startsWith('DE-')).map((region) => [
        region.slice(3),
        dates(region, 2026).length,
      ]),
    )
    expect(counts).toEqual({
      ...{ BW: 12, BY: 13, BE: 10, BB: 12, HB: 10, HH: 10, HE: 10, MV: 11 },
      ...{ NI: 10, NW: 11, RP: 11, SL: 12, SN: 11, ST: 11, SH: 10, TH: 11 },
    })
  })

  it('has the day of repentance in Saxony only, on the Wednesday before 23 November', () => {
    expect(landsWith('Buß- und Bettag', 2026)).toEqual(['SN'])
    const days = [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027].map((year) =>
      named('Buß- und Bettag', 'DE-SN', year)?.slice(5),
    )
    expect(days).toEqual(['11-18', '11-17', '11-16', '11-22', '11-20', '11-19', '11-18', '11-17'])
  })

  it('has Corpus Christi in six Länder, sixty days after Easter', () => {
    expect(landsWith('Fronleichnam', 2026)).toEqual(['BW', 'BY', 'HE', 'NW', 'RP', 'SL'])
    expect(named('Fronleichnam', 'DE-BY', 2024)).toBe('2024-05-30')
    expect(named('Fronleichnam', 'DE-NW', 2026)).toBe('2026-06-04')
  })

  it('has Reformation Day in five Länder, in nine since 2018, and in 2017 everywhere', () => {
    expect(landsWith('Reformationstag', 2016)).toEqual(['BB', 'MV', 'SN', 'ST', 'TH'])
    expect(landsWith('Reformationstag', 2017)).toHaveLength(16)
    expect(landsWith('Reformationstag', 2018)).toEqual([
      'BB',
      'HB',
      'HH',
      'MV',
      'NI',
      'SN',
      'ST',
      'SH',
      'TH',
    ])
  })

  it('knows the years in which a holiday began, or was one only once', () => {
    expect(named('Internationaler Frauentag', 'DE-BE', 2018)).toBeUndefined()
    expect(named('Internationaler Frauentag', 'DE-BE', 2019)).toBe('2019-03-08')
    expect(named('Internationaler Frauentag', 'DE-MV', 2022)).toBeUndefined()
    expect(named('Internationaler Frauentag', 'DE-MV', 2023)).toBe('2023-03-08')
    expect(named('Weltkindertag', 'DE-TH', 2019)).toBe('2019-09-20')
    expect(
      [2019, 2020, 2024, 2025, 2026].map((year) => named('Tag der Befreiung', 'DE-BE', year)),
    ).toEqual([undefined, '2020-05-08', undefined, '2025-05-08', undefined])
    expect(named('75 Jahre Volksaufstand', 'DE-BE', 2028)).toBe('2028-06-17')
  })
})

describe('the neighbours', () => {
  it('Austria keeps thirteen days, and no Good Friday', () => {
    expect(dates('AT', 2026)).toHaveLength(13)
    expect(dates('AT', 2026)).toContain('2026-10-26')
    expect(named('Karfreitag', 'AT', 2026)).toBeUndefined()
  })

  it('Switzerland keeps four days everywhere, and a canton more', () => {
    expect(dates('CH', 2026)).toEqual(['2026-01-01', '2026-05-14', '2026-08-01', '2026-12-25'])
    expect(dates('CH-ZH', 2026)).toHaveLength(9)
    expect(named('Berchtoldstag', 'CH-BE', 2026)).toBe('2026-01-02')
    expect(named('Tag der Arbeit', 'CH-BE', 2026)).toBeUndefined()
  })
})

describe('all regions', () => {
  it('give each date once, in order, within the year', () => {
    for (const region of HOLIDAY_REGIONS) {
      for (const year of [1999, 2008, 2024, 2026]) {
        const all = dates(region, year)
        expect(all).toEqual([...new Set(all)].sort())
        expect(all.every((date) => date.startsWith(`${year}-`))).toBe(true)
      }
    }
  })

  it('give years together as apart, and nothing for a region that is not known', () => {
    expect(holidaysOf('DE-SN', [2025, 2026])).toEqual([
      ...holidaysOf('DE-SN', [2025]),
      ...holidaysOf('DE-SN', [2026]),
    ])
    expect(holidaysOf('DE-XX', [2026])).toEqual([])
    expect(holidaysOf('', [2026])).toEqual([])
    expect(holidaysOf('DE', [])).toEqual([])
  })

  it('name a date that is two holidays by the first', () => {
    expect(holidaysOf('DE', [2008]).find((one) => one.date === '2008-05-01')?.name).toBe(
      'Tag der Arbeit',
    )
  })

  it('keep Ascension a Thursday and Whit Monday a Monday', () => {
    for (let year = 2009; year < 2050; year++) {
      const weekday = (name: string) => (Date.parse(named(name, 'DE', year)!) / DAY_MS + 4) % 7
      expect(weekday('Christi Himmelfahrt')).toBe(4)
      expect(weekday('Pfingstmontag')).toBe(1)
    }
  })
})
