/**
 * Counts vitest's own JSON reports together: `node tally.mjs FAILED_STEPS REPORT [REPORT…]`. A test that failed in any
 * run has failed, one that passed in some run and failed in none has passed, and one that was skipped in every run is
 * named. A report that is missing, or a test file or run that failed without naming a test, is one failure, and so is
 * every other step that failed. Prints `N passed, N failed`.
 */
import { existsSync, readFileSync } from 'node:fs'

const [failedSteps = '0', ...paths] = process.argv.slice(2)

/** By test, the best that is true of all runs: `failed` wins over `passed`, `passed` over any kind of skipped. */
const outcomes = new Map()
let failed = Number(failedSteps)

function count({ success, testResults }) {
  let namesFailure = false
  for (const { name: file, status: ofFile, assertionResults } of testResults) {
    const failsSilently =
      ofFile === 'failed' && !assertionResults.some(({ status }) => status === 'failed')
    if (failsSilently) failed++
    if (ofFile === 'failed') namesFailure = true
    note(file, assertionResults)
  }
  if (!success && !namesFailure) failed++
}

function note(file, assertionResults) {
  const places = new Map()
  for (const { fullName, status } of assertionResults) {
    // Two tests of one file may bear the same name; the place among them tells them apart.
    const place = places.get(fullName) ?? 0
    places.set(fullName, place + 1)
    const test = `${fullName}\n${file}\n${place}`
    const before = outcomes.get(test)
    if (before === 'failed' || (before === 'passed' && status !== 'failed')) continue
    outcomes.set(test, status)
  }
}

for (const path of paths) {
  if (existsSync(path)) count(JSON.parse(readFileSync(path, 'utf8')))
  else failed++
}
for (const [test, status] of outcomes) {
  if (!['passed', 'failed'].includes(status)) console.log(`skipped: ${test.split('\n')[0]}`)
}
const of = (status) => [...outcomes.values()].filter((one) => one === status).length
failed += of('failed')
console.log(`${of('passed')} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
