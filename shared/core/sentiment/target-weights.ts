/**
 * By `TARGET_FEATURES`: what the shapes and cues of a post add to the log odds of negative and of positive towards the brand. Learned on the
 * build half of `tests/fixtures/target` and, as much again, on Sanders and MobASA, on top of the shipped models; written by
 * `npm run evaluate:sentiment -- DATA_DIR --fit-target`.
 */

type Pair = readonly [negative: number, positive: number]

export const TARGET_WEIGHTS: Readonly<Record<string, Pair>> = {
  relief: [-0.71, 1.65],
  external: [-1.9, -0.55],
  self: [-1.89, -0.77],
  other: [-0.14, 1.25],
  consider: [-1.24, -1.02],
  without: [1.24, -0.34],
  denial: [-2.29, -0.57],
  resolved: [-0.78, 2.34],
  wish: [-0.39, -0.88],
  reproach: [1.35, -0.75],
  trouble: [1.07, 0.29],
  bash: [1.29, -0.52],
  corporate: [-0.86, -0.96],
  nofault: [-1.76, 2.39],
  speech: [-0.29, -0.62],
  ask: [-0.49, -0.11],
  thanks: [-0.5, 0.27],
  bias: [0.04, -0.3],
  better: [-1.07, 1.2],
  worse: [1, -0.5],
  overtaken: [1.39, -0.97],
  'first person': [-0.09, 0.15],
  'second person': [-0.23, -0.82],
  asks: [0.09, -0.44],
  'asks plainly': [-0.46, -0.4],
  'asks in trouble': [-0.22, 0.12],
  quote: [0.18, -0.62],
  'brand speaks': [0.81, -0.09],
  'others speak': [-1.71, 0.12],
  'called at the end': [1.36, -0.3],
  'called at the start': [0.62, 0.44],
  handle: [0.44, -0.76],
  headline: [-0.08, -0.27],
  'failing headline': [0.46, -0.1],
  'plain news': [-0.3, -0.33],
  others: [-0.2, 0.32],
  'others blamed': [-0.13, 0.35],
  'others praised': [0.41, 0.04],
  duration: [0.42, 1.13],
  'thanks in trouble': [0.63, 0.06],
  'short thanks': [-0.54, -0.64],
  words: [0.6, 0.14],
}
