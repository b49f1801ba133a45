/**
 * One seed for all property tests, so that a run says the same on every machine. `STURMWARTE_SEED=7 npm test` looks
 * elsewhere.
 */

import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['STURMWARTE_SEED'] ?? 2012) })
