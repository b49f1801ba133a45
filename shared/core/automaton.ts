/**
 * A dense Aho-Corasick automaton over short symbol sequences (Aho and Corasick, 1975): one addition and one look-up
 * a symbol, whatever the number of sequences. The one rule: a run of separators is one separator.
 */

/** The symbol of word boundaries; a text is read as if it began and ended with one. */
export const BOUNDARY = 0

/**
 * `next[row + symbol]` is the next row, or `~hit` where sequences end. Rows are multiples of the number of symbols,
 * nearest to the root first, so that the rows used most share the cache.
 */
export interface Automaton {
  readonly next: Int32Array
  /** The row at the beginning of a text. */
  readonly start: number
  /** By hit: the row to go on from. */
  readonly resume: Int32Array
  /** By hit: the sequences that end exactly here. */
  readonly ends: readonly (readonly number[])[]
  /** By hit: the hit of the longest sequence that ends here too and is shorter, or -1. */
  readonly shorter: Int32Array
}

/**
 * Builds the automaton of sequences of symbols below `width`, none of which is empty or has two boundaries in a
 * row. Sequences may be equal. Memory: four bytes times `width` for each distinct inner prefix; ends need no row.
 */
export function buildAutomaton(
  sequences: readonly (readonly number[])[],
  width: number,
): Automaton {
  return fillRows(growTrie(sequences), width)
}

const ROOT = 0
/** The state after a boundary exists even if no sequence needs it: every text begins there. */
const AFTER_BOUNDARY = 1

interface Trie {
  readonly size: number
  /** First child, next sibling and the symbol that leads here, by node; 0 is none. */
  readonly child: Int32Array
  readonly sibling: Int32Array
  readonly symbol: Uint8Array
  /** The sequences that end at a node. */
  readonly ends: ReadonlyMap<number, readonly number[]>
}

function growTrie(sequences: readonly (readonly number[])[]): Trie {
  const limit = sequences.reduce((sum, sequence) => sum + sequence.length, 2)
  const child = new Int32Array(limit)
  const sibling = new Int32Array(limit)
  const symbol = new Uint8Array(limit)
  const ends = new Map<number, number[]>()
  child[ROOT] = AFTER_BOUNDARY
  let size = 2
  for (const [id, sequence] of sequences.entries()) {
    let node = ROOT
    for (const wanted of sequence) {
      let found = child[node]!
      while (found !== 0 && symbol[found] !== wanted) found = sibling[found]!
      if (found === 0) {
        found = size++
        symbol[found] = wanted
        sibling[found] = child[node]!
        child[node] = found
      }
      node = found
    }
    const ended = ends.get(node)
    if (ended) ended.push(id)
    else ends.set(node, [id])
  }
  return { size, child, sibling, symbol, ends }
}

function fillRows(trie: Trie, width: number): Automaton {
  const { size, child, sibling, symbol } = trie
  const hasRow = (node: number) => child[node] !== 0 || node === AFTER_BOUNDARY
  let rows = 0
  for (let node = 0; node < size; node++) if (hasRow(node)) rows++
  const next = new Int32Array(rows * width)
  const nodeOfRow = new Int32Array(rows)
  /** A node without children borrows the row of its longest suffix. */
  const rowOf = new Int32Array(size)
  const suffix = new Int32Array(size)
  const hitOf = new Int32Array(size).fill(-1)
  const nodeOfHit: number[] = []
  const ends: (readonly number[])[] = []
  let used = 1
  for (let done = 0; done < used; done++) {
    const node = nodeOfRow[done]!
    const row = done * width
    const suffixRow = rowOf[suffix[node]!]!
    if (node !== ROOT) next.copyWithin(row, suffixRow, suffixRow + width)
    for (let c = child[node]!; c !== 0; c = sibling[c]!) {
      const fallback = node === ROOT ? ROOT : next[suffixRow + symbol[c]!]!
      const shorter = fallback < 0 ? nodeOfHit[~fallback]! : nodeOfRow[fallback / width]!
      suffix[c] = shorter
      rowOf[c] = rowOf[shorter]!
      if (hasRow(c)) {
        rowOf[c] = used * width
        nodeOfRow[used++] = c
      }
      const ended = trie.ends.get(c)
      if (ended || hitOf[shorter] !== -1) {
        hitOf[c] = nodeOfHit.push(c) - 1
        ends.push(ended ?? [])
      }
      next[row + symbol[c]!] = hitOf[c] === -1 ? rowOf[c]! : ~hitOf[c]!
    }
    if (node !== ROOT && symbol[node] === BOUNDARY) next[row + BOUNDARY] = row
  }
  return {
    next,
    start: rowOf[AFTER_BOUNDARY]!,
    resume: Int32Array.from(nodeOfHit, (node) => rowOf[node]!),
    ends,
    shorter: Int32Array.from(nodeOfHit, (node) => hitOf[suffix[node]!]!),
  }
}
