/**
 * Ids of statuses: Mastodon's snowflakes (48 bits of milliseconds, 16 of sequence; `lib/mastodon/snowflake.rb`) and the
 * ULIDs of GoToSocial. Both are made from the time at which a post was *written*, so that a post which reaches an
 * instance late stands before others that were seen already. Pure.
 */

const SNOWFLAKE = /^\d{15,20}$/
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Characters of a ULID that hold its time. */
const TIME_LENGTH = 10

/** The id that a post written `ms` earlier would have; undefined where the id does not hold a time. */
export function idBefore(id: string, ms: number): string | undefined {
  if (SNOWFLAKE.test(id)) {
    const earlier = BigInt(id) - (BigInt(Math.round(ms)) << 16n)
    return earlier > 0n ? String(earlier) : undefined
  }
  if (!ULID.test(id)) return undefined
  let at = -Math.round(ms)
  let unit = 1
  for (let i = TIME_LENGTH - 1; i >= 0; i--) {
    at += CROCKFORD.indexOf(id.charAt(i).toUpperCase()) * unit
    unit *= CROCKFORD.length
  }
  if (at < 0) return undefined
  let time = ''
  for (let i = 0; i < TIME_LENGTH; i++) {
    time = CROCKFORD.charAt(at % CROCKFORD.length) + time
    at = Math.floor(at / CROCKFORD.length)
  }
  return time + '0'.repeat(id.length - TIME_LENGTH)
}

/** Order of ids of one instance: negative where `a` was written before `b`. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
