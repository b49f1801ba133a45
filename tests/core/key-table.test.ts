import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addKey, emptyTable, removeRow, rowOf, tableOf } from '../../shared/core/key-table.ts'

const anyKey = fc.oneof(fc.nat(40), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }))
const anyCall = fc.tuple(fc.boolean(), anyKey)

test('a table behaves as a list of keys in which the last takes the place of a removed one', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 300 }), (calls) => {
      const table = emptyTable()
      const model: number[] = []
      for (const [add, key] of calls) {
        const row = rowOf(table, key)
        expect(row).toBe(model.indexOf(key))
        if (row < 0 && add) {
          expect(addKey(table, key)).toBe(model.length)
          model.push(key)
        } else if (row >= 0 && !add) {
          removeRow(table, row)
          const last = model.pop()!
          if (row < model.length) model[row] = last
        }
      }
      expect([...table.keys.slice(0, table.size)]).toEqual(model)
      const again = tableOf(table.keys.slice(0, table.size))
      for (const key of model) expect(rowOf(again, key)).toBe(model.indexOf(key))
    }),
    { numRuns: 300, seed: 5 },
  )
})
