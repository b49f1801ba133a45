import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { busContract } from '../harness/bus-contract.ts'

busContract('the embedded log', { retention: true }, async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'sturmwarte-bus-')), 'log.db')
  let bus = openSqliteBus({ path, clock: systemClock })
  return {
    bus,
    clock: systemClock,
    async reopen() {
      await bus.close()
      bus = openSqliteBus({ path, clock: systemClock })
      return bus
    },
  }
})
