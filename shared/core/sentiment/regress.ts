/**
 * Softmax regression over sparse rows: three classes, neutral as the reference, every corpus with a bias of its own,
 * so that its share of complaints is not learned as the meaning of its words. Minimised by L-BFGS (Nocedal and
 * Wright, Numerical Optimization, 2006, algorithm 7.5) with a backtracking line search. Deterministic.
 */

/** Rows in compressed form; `labels` are 0 negative, 1 neutral, 2 positive. */
export interface Rows {
  /** Where the entries of each row begin, and the end. */
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly labels: Uint8Array
  /** What an error on this row costs. */
  readonly costs: Float64Array
}

export interface Penalty {
  /** The L2 penalty of each column. */
  readonly l2: Float64Array
  /** Where the penalty is nothing, two a column: what is believed of a column before any text was seen. */
  readonly centres: Float64Array
  /** Columns that may not speak for negative (1), for positive (2), for neither (3). */
  readonly barred?: Uint8Array
}

export interface Fitted {
  /** Two a column: negative, positive. */
  readonly weights: Float64Array
  /** Two a corpus. */
  readonly biases: Float64Array
}

const MEMORY = 10
const HALVINGS = 15
const ENOUGH = 2e-6
/** Sufficient decrease, after Armijo (1966). */
const ARMIJO = 1e-4

/**
 * @param iterations at most so many; fewer where the loss hardly falls any more.
 * @param start two a column, then two a corpus; zeros unless told, and where a column is barred.
 */
export function regress(
  corpora: readonly Rows[],
  penalty: Penalty,
  iterations: number,
  start?: Float64Array,
): Fitted {
  const columns = penalty.l2.length
  const size = 2 * (columns + corpora.length)
  const barred = penalty.barred
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    let sum = 0
    for (let c = 0; c < corpora.length; c++) {
      sum += lossOf(corpora[c]!, point, gradient, 2 * (columns + c))
    }
    for (let column = 0; column < columns; column++) {
      for (let side = 0; side < 2; side++) {
        const i = 2 * column + side
        if (barred !== undefined && barred[column]! & (side + 1)) {
          gradient[i] = 0
          continue
        }
        const away = point[i]! - penalty.centres[i]!
        sum += 0.5 * penalty.l2[column]! * away * away
        gradient[i]! += penalty.l2[column]! * away
      }
    }
    return sum
  }
  const point = minimise(loss, start ?? new Float64Array(size), iterations)
  return { weights: point.slice(0, 2 * columns), biases: point.slice(2 * columns) }
}

/** Adds the gradient of one corpus, whose two biases stand at `bias`. */
function lossOf(rows: Rows, point: Float64Array, gradient: Float64Array, bias: number): number {
  const { starts, columns, values, labels, costs } = rows
  let sum = 0
  for (let row = 0; row < labels.length; row++) {
    let negative = point[bias]!
    let positive = point[bias + 1]!
    const end = starts[row + 1]!
    for (let i = starts[row]!; i < end; i++) {
      const at = 2 * columns[i]!
      negative += point[at]! * values[i]!
      positive += point[at + 1]! * values[i]!
    }
    const top = Math.max(0, negative, positive)
    const n = Math.exp(negative - top)
    const p = Math.exp(positive - top)
    const all = n + p + Math.exp(-top)
    const label = labels[row]!
    const cost = costs[row]!
    sum += cost * (top + Math.log(all) - (label === 0 ? negative : label === 2 ? positive : 0))
    const n1 = cost * (n / all - (label === 0 ? 1 : 0))
    const p1 = cost * (p / all - (label === 2 ? 1 : 0))
    gradient[bias]! += n1
    gradient[bias + 1]! += p1
    for (let i = starts[row]!; i < end; i++) {
      const at = 2 * columns[i]!
      gradient[at]! += n1 * values[i]!
      gradient[at + 1]! += p1 * values[i]!
    }
  }
  return sum
}

type Loss = (point: Float64Array, gradient: Float64Array) => number

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

export function minimise(loss: Loss, start: Float64Array, iterations: number): Float64Array {
  const size = start.length
  let point = start
  let gradient = new Float64Array(size)
  let value = loss(point, gradient)
  const pairs: Pair[] = []
  for (let round = 0; round < iterations; round++) {
    const direction = directionOf(gradient, pairs)
    const slope = -dot(gradient, direction)
    if (slope >= 0) break
    const nextPoint = new Float64Array(size)
    const nextGradient = new Float64Array(size)
    let nextValue = value
    let length = 1
    for (let k = 0; k < HALVINGS; k++, length /= 2) {
      for (let i = 0; i < size; i++) nextPoint[i] = point[i]! - length * direction[i]!
      nextValue = loss(nextPoint, nextGradient)
      if (nextValue <= value + ARMIJO * length * slope) break
    }
    if (!(nextValue < value)) break
    remember(pairs, point, nextPoint, gradient, nextGradient)
    const gain = (value - nextValue) / Math.abs(value)
    point = nextPoint
    gradient = nextGradient
    value = nextValue
    if (gain < ENOUGH) break
  }
  return point
}

function remember(
  pairs: Pair[],
  point: Float64Array,
  nextPoint: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const step = nextPoint.map((value, i) => value - point[i]!)
  const change = nextGradient.map((value, i) => value - gradient[i]!)
  const product = dot(step, change)
  if (product <= 1e-10) return
  pairs.push({ step, change, curvature: 1 / product })
  if (pairs.length > MEMORY) pairs.shift()
}

/** The two loops: the gradient times an estimate of the inverse Hessian. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = Float64Array.from(gradient)
  const parts = new Float64Array(pairs.length)
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k]!
    parts[k] = curvature * dot(step, direction)
    addScaled(direction, change, -parts[k]!)
  }
  const last = pairs.at(-1)
  const scale = last
    ? dot(last.step, last.change) / dot(last.change, last.change)
    : 1 / Math.max(1e-12, Math.sqrt(dot(gradient, gradient)))
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  for (let k = 0; k < pairs.length; k++) {
    const { step, change, curvature } = pairs[k]!
    addScaled(direction, step, parts[k]! - curvature * dot(change, direction))
  }
  return direction
}

function dot(one: Float64Array, two: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i]! * two[i]!
  return sum
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!
}
