/** The page shows every notification as soon as it stands in the log, so there is nothing to send. */

import type { Notifier } from '../notifier.ts'

export const dashboard: Notifier<undefined> = {
  name: 'dashboard',
  summary: 'The page; always there.',
  parse: (options) => {
    const problems = Object.keys(options).map((path) => ({ path, message: 'is not an option' }))
    return problems.length > 0 ? { ok: false, problems } : { ok: true, options: undefined }
  },
  open: () => ({ send: async () => ({ ok: true }), close: async () => undefined }),
}
