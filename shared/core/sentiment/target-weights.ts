/**
 * By `TARGET_FEATURES`: what the shapes and cues of a post add to the log odds of negative and of positive towards the brand. Learned on the
 * build half of `tests/fixtures/target` and, as much again, on Sanders and MobASA, on top of the shipped models; written by
 * `npm run evaluate:sentiment -- DATA_DIR --fit-target`.
 */

type Pair = readonly [negative: number, positive: number]

export const TARGET_WEIGHTS: Readonly<Record<string, Pair>> = {
  relief: [-0.73, 1.6],
  external: [-1.87, -0.57],
  self: [-1.83, -0.78],
  other: [-0.12, 1.22],
  consider: [-1.22, -1.03],
  without: [1.24, -0.35],
  denial: [-2.29, -0.58],
  resolved: [-0.73, 2.27],
  wish: [-0.41, -0.86],
  reproach: [1.38, -0.78],
  trouble: [1.11, 0.26],
  bash: [1.32, -0.53],
  corporate: [-0.82, -0.97],
  nofault: [-1.73, 2.35],
  speech: [-0.3, -0.65],
  ask: [-0.49, -0.14],
  thanks: [-0.47, 0.27],
  bias: [0.01, -0.27],
  better: [-1.08, 1.22],
  worse: [1, -0.5],
  overtaken: [1.39, -0.97],
  'first person': [-0.09, 0.15],
  'second person': [-0.26, -0.88],
  asks: [0.08, -0.46],
  'asks plainly': [-0.45, -0.42],
  'asks in trouble': [-0.22, 0.1],
  quote: [0.18, -0.58],
  'brand speaks': [0.83, -0.09],
  'others speak': [-1.76, 0.15],
  'called at the end': [1.35, -0.3],
  'called at the start': [0.74, 0.35],
  handle: [0.4, -0.73],
  headline: [-0.13, -0.25],
  'failing headline': [0.46, -0.1],
  'plain news': [-0.33, -0.38],
  others: [-0.21, 0.32],
  'others blamed': [-0.09, 0.34],
  'others praised': [0.41, 0.03],
  duration: [0.45, 1.11],
  'thanks in trouble': [0.66, 0.03],
  'short thanks': [-0.54, -0.55],
  words: [0.55, 0.14],
}
