/** Seventeen invented brands: large and tiny, loved and always criticised, German and English. */

export interface Profile {
  readonly id: string
  readonly name: string
  /** Part of what is said in German; the rest is English. */
  readonly german: number
  /** Mentions on an average working day. */
  readonly perDay: number
  /** Usual parts of negative and positive mentions. */
  readonly negative: number
  readonly positive: number
  /** Interactions that half of its posts stay below. */
  readonly usualSize: number
}

const profile = (
  id: string,
  name: string,
  german: number,
  perDay: number,
  [negative, positive]: readonly [number, number],
  usualSize: number,
): Profile => ({ id, name, german, perDay, negative, positive, usualSize })

export const PROFILES: readonly Profile[] = [
  profile('fernwelle', 'Fernwelle', 0.95, 350, [0.35, 0.1], 3),
  profile('nordbahn', 'Nordbahn', 0.9, 320, [0.6, 0.05], 4),
  profile('talbank', 'Talbank', 0.9, 90, [0.3, 0.1], 2),
  profile('markthof', 'Markthof', 0.97, 220, [0.2, 0.2], 3),
  profile('skybridge', 'Skybridge', 0.1, 240, [0.35, 0.15], 4),
  profile('orvanto', 'Orvanto', 0.6, 160, [0.15, 0.2], 5),
  profile('kestria', 'Kestria', 0.2, 180, [0.1, 0.3], 6),
  profile('lumenia', 'Lumenia', 0.95, 80, [0.4, 0.08], 2),
  profile('sorgfalt', 'Sorgfalt Versicherung', 0.98, 45, [0.45, 0.08], 2),
  profile('filmory', 'Filmory', 0.3, 230, [0.25, 0.25], 5),
  profile('flinkbox', 'Flinkbox', 0.9, 200, [0.55, 0.08], 3),
  profile('holzmanns', 'Holzmanns', 0.95, 90, [0.2, 0.2], 3),
  profile('datenkontor', 'Datenkontor', 0.7, 18, [0.2, 0.15], 2),
  profile('drehwerk', 'Drehwerk', 0.9, 5, [0.15, 0.15], 1),
  profile('klinikad', 'Klinikad', 0.9, 6, [0.15, 0.1], 1),
  profile('ahornbraeu', 'Ahornbräu', 0.97, 28, [0.1, 0.3], 3),
  profile('almondfinch', 'Almond & Finch', 0.05, 50, [0.1, 0.3], 4),
]

/** A brand of a handful of mentions a day: eight negative ones within a day are a storm (issue, tiny volumes). */
export const TINY_PER_DAY = 10
