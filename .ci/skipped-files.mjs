/**
 * `node skipped-files.mjs REPORT`: prints the test files in which vitest's JSON report has skipped tests, one a line;
 * nothing if there is no report. Those are what a second run with data, browser and servers has to run.
 */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

const [path = ''] = process.argv.slice(2)
const { testResults } = existsSync(path)
  ? JSON.parse(readFileSync(path, 'utf8'))
  : { testResults: [] }
for (const { name, assertionResults } of testResults) {
  if (assertionResults.some(({ status }) => !['passed', 'failed'].includes(status)))
    console.log(relative(process.cwd(), name))
}
