/** Random numbers of the injection experiment: seeded, so that the same seed gives the same counts on every machine. */

export interface Draws {
  /** In [0, 1). */
  uniform(): number
  /** A whole number in [0, below). */
  below(limit: number): number
  gamma(shape: number): number
  beta(a: number, b: number): number
  poisson(mean: number): number
  binomial(trials: number, p: number): number
}

/** Above this mean or variance a rounded normal stands for Poisson and binomial; it errs by less than a percent. */
const NORMAL_FROM = 30

/** Mulberry32 (Tommy Ettinger, public domain). */
export function draws(seed: number): Draws {
  let state = seed | 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const gamma = (shape: number) => gammaOf(shape, uniform, normal)
  return {
    uniform,
    below: (limit) => Math.floor(uniform() * limit),
    gamma,
    beta(a, b) {
      const x = gamma(a)
      return x / (x + gamma(b))
    },
    poisson: (mean) => poissonOf(mean, uniform, normal),
    binomial: (trials, p) => binomialOf(trials, p, uniform, normal),
  }
}

/** A seed of its own for each part of an experiment: FNV-1a over its names. */
export function seedOf(...names: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const char of names.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  return hash >>> 0
}

/** Marsaglia and Tsang 2000; below one by the usual power of a uniform. */
function gammaOf(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return gammaOf(shape + 1, uniform, normal) * (1 - uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function poissonOf(mean: number, uniform: () => number, normal: () => number): number {
  if (mean > NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  const floor = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > floor; count++) product *= 1 - uniform()
  return Math.max(0, count)
}

function binomialOf(
  trials: number,
  p: number,
  uniform: () => number,
  normal: () => number,
): number {
  const variance = trials * p * (1 - p)
  if (variance > NORMAL_FROM) {
    const drawn = Math.round(trials * p + Math.sqrt(variance) * normal())
    return Math.min(trials, Math.max(0, drawn))
  }
  if (p > 0.5) return trials - binomialOf(trials, 1 - p, uniform, normal)
  if (p <= 0) return 0
  // Gaps between successes are geometric: as many draws as successes, not as trials.
  const scale = Math.log1p(-p)
  let successes = 0
  for (let at = 0; ; successes++) {
    at += Math.floor(Math.log(1 - uniform()) / scale) + 1
    if (at > trials) return successes
  }
}
