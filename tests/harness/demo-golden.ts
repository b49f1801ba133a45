/** What the bundled recording leads to, however it is played: over which log, in how many processes, how often killed. */

const STORM = 'kornblum/2026-03-07T20:12:30Z/post'
const PRAISE = 'almgold/2026-03-08T08:05:00Z/praise-post'

/** By storm: when it changed, and how. */
export const DEMO_CHANGES: readonly string[] = [
  `${PRAISE}/2026-03-08T08:05:00Z/opened`,
  `${PRAISE}/2026-03-09T08:55:00Z/fading`,
  `${PRAISE}/2026-03-09T14:55:00Z/ended`,
  `${STORM}/2026-03-07T20:12:30Z/opened`,
  `${STORM}/2026-03-07T21:42:30Z/level-raised`,
  `${STORM}/2026-03-09T08:50:00Z/fading`,
  `${STORM}/2026-03-09T14:50:00Z/ended`,
]

export const DEMO_STORM_IDS: readonly string[] = [PRAISE, STORM]

export const DEMO_NOTIFICATION_IDS: readonly string[] = [
  `${STORM}/2026-03-07T20:12:30Z/first/0/email/jonas`,
  `${STORM}/2026-03-07T20:12:30Z/first/0/email/lena`,
  `${STORM}/2026-03-07T20:27:30Z/escalated/1/email/miriam`,
  `${STORM}/2026-03-07T21:42:30Z/level-raised/4/email/jonas`,
  `${STORM}/2026-03-07T21:42:30Z/level-raised/4/email/lena`,
  `${STORM}/2026-03-07T21:42:30Z/level-raised/4/email/miriam`,
  `${STORM}/2026-03-07T21:57:30Z/escalated/1/email/miriam`,
  `${STORM}/2026-03-09T08:50:00Z/fading/0/email/jonas`,
  `${STORM}/2026-03-09T08:50:00Z/fading/0/email/lena`,
  `${STORM}/2026-03-09T08:50:00Z/fading/0/email/miriam`,
  `${STORM}/2026-03-09T14:50:00Z/resolved/0/email/jonas`,
  `${STORM}/2026-03-09T14:50:00Z/resolved/0/email/lena`,
  `${STORM}/2026-03-09T14:50:00Z/resolved/0/email/miriam`,
]
