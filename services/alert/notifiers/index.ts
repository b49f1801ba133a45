/** All notifiers, by the name that the configuration gives them. */

import type { Notifier } from '../notifier.ts'
import { dashboard } from './dashboard.ts'
import { email } from './email.ts'

/** Each with options of its own: only its own `parse` makes what its `open` takes. */
export const NOTIFIERS: readonly Notifier<never>[] = [
  dashboard as Notifier<never>,
  email as Notifier<never>,
]
