/**
 * How much is still to come, by age: coefficients of 1, l, l^2, q, e^(q/2), l e^(q/2) with l = ln(size + 1) and q =
 * ln(relative velocity), for the 5 %, 45 % and 95 % quantiles of ln((size at 48 h + 1) / (size + 1)). Written by
 * `npm run train:forecast -- DATA_DIR` from 3,844 share counters (UCI News Popularity, 2018) and 50 retweet
 * cascades (TiDeH, 2016), see NOTICE.
 */

import { HOUR_MS } from './time.ts'

export interface ForecastRow {
  readonly ageMs: number
  readonly low: readonly number[]
  readonly middle: readonly number[]
  readonly high: readonly number[]
}

export const FORECAST_TABLE: readonly ForecastRow[] = [
  {
    ageMs: 1 * HOUR_MS,
    low: [0.36858, 0.17088, -0.01757, 0.22683, 0.50662, -0.07273],
    middle: [0.67014, 0.28133, -0.03924, 0.07265, 1.00777, -0.08149],
    high: [3.50576, -0.54617, 0.00498, -0.53904, 2.05274, -0.00146],
  },
  {
    ageMs: 2 * HOUR_MS,
    low: [-0.22061, 0.19483, -0.01781, 0.08189, 0.74279, -0.07296],
    middle: [0.15318, 0.20795, -0.03321, -0.12795, 0.98243, 0.00882],
    high: [3.32218, -0.35612, -0.00842, -0.31767, 1.19864, 0.03753],
  },
  {
    ageMs: 3 * HOUR_MS,
    low: [0.48593, 0.04357, -0.00816, 0.14186, -0.11106, 0.01574],
    middle: [-0.51209, 0.16503, -0.03012, -0.32897, 1.29972, 0.08216],
    high: [2.79327, -0.19237, -0.01726, -0.20833, 1.13964, 0.00321],
  },
  {
    ageMs: 6 * HOUR_MS,
    low: [0.23131, 0.08289, -0.01372, 0.06861, -0.35244, 0.09114],
    middle: [0.24475, 0.01339, -0.01529, -0.12958, 0.30832, 0.13511],
    high: [3.09818, -0.26968, -0.01223, -0.16113, 0.00483, 0.13232],
  },
  {
    ageMs: 12 * HOUR_MS,
    low: [-0.14917, 0.08698, -0.00922, 0.00831, -0.03698, 0.03798],
    middle: [0.09149, 0.01616, -0.00831, -0.05434, 0.14351, 0.09403],
    high: [1.38577, -0.1578, -0.00696, -0.18214, 0.77462, 0.06858],
  },
  {
    ageMs: 24 * HOUR_MS,
    low: [-0.01932, 0.00058, -0.00083, -0.00529, -0.06014, 0.03158],
    middle: [-0.21711, 0.0535, -0.00551, -0.02316, 0.25348, 0.01635],
    high: [0.06, -0.03898, -0.0042, -0.17195, 0.97225, 0.02351],
  },
]
