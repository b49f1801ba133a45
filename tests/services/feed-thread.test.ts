/** Feeds in their thread: as it runs in production, and with a thread that does what a feed must never make it do. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readFeed } from '../../services/ingest/feed-parse.ts'
import { feedThread, LONGEST_READ_MS, openFeedThread } from '../../services/ingest/feed-thread.ts'
import { manualClock } from '../../shared/edge/clock.ts'
import { compiledUrl, compileInto } from '../harness/compiled.ts'
import { feedOf, NOON } from '../harness/feed-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-feeds-'))
const compiled = compiledUrl(folder, 'services/ingest/feed-thread-main.ts')

/** Reads the texts as programs; `number` counts the documents of this thread. */
const obedient = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    let number = 0
    parentPort.on('message', ({ text }) => {
      number++
      if (text === 'hang') for (;;);
      if (text === 'crash') throw new Error('broken')
      if (text === 'exit') process.exit(3)
      const kept = []
      if (text === 'grow') for (;;) kept.push({ kept: [kept.length] })
      parentPort.postMessage({ entries: [], minutes: number })
    })
  `)}`,
)

beforeAll(() => {
  compileInto(folder, 'services/ingest/feed-thread-main.ts')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(main: URL) {
  const clock = manualClock(NOON)
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const thread = openFeedThread({ clock, signal: stopping.signal, main })
  const read = (text: string) => thread.read({ text, from: 'https://a.example/feed' })
  return { clock, stopping, read }
}

test('two megabytes made to be slow leave the process its turns', async () => {
  const { read } = open(compiled)
  const text = feedOf('<title>a</title>', ...Array.from({ length: 70_000 }, () => '<a/><title/>'))
  // Its start is not what is measured.
  await read(feedOf())
  let turns = 0
  const count = () => {
    turns++
    turning = setImmediate(count)
  }
  let turning = setImmediate(count)
  const reading = await read(text)
  clearImmediate(turning)
  expect(reading).toEqual(readFeed(text, 'https://a.example/feed'))
  // Read here, there would have been none.
  expect(turns).toBeGreaterThan(20)
})

test('answers come in order and are those of a reader without a thread', async () => {
  const { read } = open(compiled)
  const texts = [feedOf('<guid>1</guid><title>Größe</title>'), '', '<html>', feedOf('<ttl>9</ttl>')]
  const readings = await Promise.all(texts.map(read))
  expect(readings).toEqual(texts.map((text) => readFeed(text, 'https://a.example/feed')))
  expect(readings.map((reading) => 'why' in reading)).toEqual([false, true, true, false])
})

test('one thread reads all documents, until one takes too long', async () => {
  const { clock, read } = open(obedient)
  expect(await read('a')).toEqual({ entries: [], minutes: 1 })
  expect(await read('b')).toEqual({ entries: [], minutes: 2 })
  const readings = Promise.all(['hang', 'c', 'd'].map(read))
  await new Promise(setImmediate)
  clock.moveTo(NOON + LONGEST_READ_MS)
  expect(await readings).toEqual([
    { why: 'it takes too long to read, more than 10 s' },
    { entries: [], minutes: 1 },
    { entries: [], minutes: 2 },
  ])
})

test.each([
  ['crash', 'the thread that read it failed: broken'],
  ['exit', 'the thread that read it ended (3)'],
  ['grow', 'it needs more than 256 MB of memory to be read'],
])(
  'a document that makes the thread %s gets a sentence, and the next one is read',
  async (text, why) => {
    const { read } = open(obedient)
    expect(await Promise.all([read(text), read('next')])).toEqual([
      { why },
      { entries: [], minutes: 1 },
    ])
  },
)

test('who stops waits for no document, neither the one that is read nor those behind it', async () => {
  const { stopping, read } = open(obedient)
  const readings = Promise.all(['hang', 'a'].map(read))
  await new Promise(setImmediate)
  stopping.abort()
  const stopped = { why: 'reading was stopped' }
  expect(await readings).toEqual([stopped, stopped])
  expect(await read('b')).toEqual(stopped)
})

test('an idle thread does not hold the process, and one that is asked does', () => {
  const program = `
    import { openFeedThread } from ${JSON.stringify(new URL('feed-thread.js', compiled).href)}
    const clock = { every: () => () => undefined }
    const thread = openFeedThread({ clock, signal: new AbortController().signal })
    thread.read({ text: '', from: 'https://a.example/feed' }).then(({ why }) => console.log(why))
  `
  const file = join(folder, 'program.js')
  writeFileSync(file, program)
  const said = execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 30_000 })
  expect(said).toBe('the answer is empty\n')
})

test('sources that stop together share a thread', () => {
  const clock = manualClock(NOON)
  const { signal } = new AbortController()
  expect(feedThread({ clock, signal })).toBe(feedThread({ clock, signal }))
  expect(feedThread({ clock, signal: new AbortController().signal })).not.toBe(
    feedThread({ clock, signal }),
  )
})
