/** Starts a server that would never end, tells its id and waits to be killed. */

import { serverFolder, startProcess } from '../harness/servers/server-process.ts'

const server = await startProcess({
  name: 'a server',
  command: process.execPath,
  args: ['-e', 'setInterval(() => {}, 1000)'],
  folder: serverFolder(),
  answers: async () => true,
})
console.log(server.pid)
setInterval(() => undefined, 1_000)
