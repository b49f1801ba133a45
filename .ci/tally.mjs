/**
 * Counts vitest's own JSON reports: `node tally.mjs FAILED_STEPS FULL_REPORT [REPORT…]`. Tests passed are those of
 * the full report; failures are those of all reports and every other step that failed. A report that is missing, or
 * a test file or run that failed without naming a test, is one failure. Prints `N passed, N failed`.
 */
import { existsSync, readFileSync } from 'node:fs'

const [failedSteps = '0', full = '', ...others] = process.argv.slice(2)

function read(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: [] }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const count = (status) => tests.filter((test) => test.status === status).length
  const silent = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = count('failed') + silent
  return {
    passed: count('passed'),
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)),
  }
}

const complete = read(full)
for (const test of complete.skipped) console.log(`skipped: ${test.fullName}`)
const failures = [complete, ...others.map(read)].map((report) => report.failed)
const failed = failures.reduce((sum, count) => sum + count, Number(failedSteps))
console.log(`${complete.passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
