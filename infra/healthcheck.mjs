/** `node healthcheck.mjs PORT`: ends with 0 if the service of this container answers. */
const [port] = process.argv.slice(2)
try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  })
  process.exitCode = answer.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
