import { InvalidArgumentError } from 'commander'

/** Reads a port: 0 (any free one) to 65535. */
export function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is a whole number from 0 (any free one) to 65535.')
  return port
}

/** Reads how many times as fast as real time a recording is played. */
export function speedOf(text: string): number {
  const speed = Number(text)
  if (!(speed >= 1 && speed <= 100_000))
    throw new InvalidArgumentError('a speed is a number from 1 (real time) to 100000.')
  return speed
}
