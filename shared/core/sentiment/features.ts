/** The numbers the rule layer hands to the model, by place. A place once used keeps its meaning. */

export const FEATURE = {
  bias: 0,
  /** Sums of hits, as log(1 + sum): five swear words are not five times as negative as one. */
  wordBad: 1,
  wordGood: 2,
  cueBad: 3,
  cueGood: 4,
  faceBad: 5,
  faceGood: 6,
  polite: 7,
  groups: [1, 2, 3, 4, 5, 6, 7],
  niceInTrouble: 8,
  negations: 9,
  self: 10,
  why: 11,
  contrast: 12,
  shout: 13,
  shouts: 14,
  ask: 15,
  asks: 16,
  caps: 17,
  elongated: 18,
  ellipsis: 19,
  address: 20,
  handle: 21,
  hashtags: 22,
  length: 23,
  /** The classes outrage to detractor, one place each; a question is told by `ask`. */
  firstClass: 24,
  classes: 10,
  count: 34,
} as const
