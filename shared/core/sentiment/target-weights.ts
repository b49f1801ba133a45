/**
 * By `TARGET_FEATURES`: what the shapes and cues of a post add to the log odds of negative and of positive towards the brand. Learned on the
 * build half of `tests/fixtures/target` and, as much again, on Sanders and MobASA, on top of the shipped models; written by
 * `npm run evaluate:sentiment -- DATA_DIR --fit-target`.
 */

type Pair = readonly [negative: number, positive: number]

export const TARGET_WEIGHTS: Readonly<Record<string, Pair>> = {
  relief: [-0.69, 1.74],
  external: [-1.86, -0.48],
  self: [-1.69, -0.75],
  other: [-0.05, 1.39],
  consider: [-1.29, -0.91],
  without: [1.34, -0.3],
  denial: [-2.29, -0.46],
  resolved: [-0.65, 2.54],
  wish: [-0.37, -0.74],
  reproach: [1.51, -0.79],
  trouble: [1.05, 0.48],
  bash: [1.32, -0.51],
  corporate: [-0.77, -0.86],
  nofault: [-1.68, 2.41],
  speech: [-0.32, -0.61],
  ask: [-0.64, -0.02],
  thanks: [-0.4, 0.44],
  bias: [-0.1, -0.64],
  better: [-1.11, 1.26],
  worse: [0.94, -0.47],
  overtaken: [1.34, -0.93],
  'first person': [0.2, 0.46],
  'second person': [-0.35, -0.84],
  asks: [0.18, -0.3],
  'asks plainly': [-0.32, -0.34],
  'asks in trouble': [-0.3, 0.18],
  quote: [0.26, -0.53],
  'brand speaks': [0.97, -0.09],
  'others speak': [-1.96, 0.36],
  'called at the end': [1.47, -0.21],
  'called at the start': [0.76, 0.39],
  handle: [0.31, -0.79],
  headline: [-0.27, -0.38],
  'failing headline': [0.45, -0.14],
  'plain news': [-0.23, -0.17],
  others: [-0.27, 0.36],
  'others blamed': [-0.26, 0.49],
  'others praised': [0.45, -0.04],
  duration: [0.48, 1.33],
  'thanks in trouble': [0.68, 0.15],
  'short thanks': [-0.5, -0.61],
  words: [0.41, 0.05],
}
