/** One figure of `npm run bench`. Rates are per CPU-second, so that a busy machine does not lie. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly note?: string
}
