/**
 * Writes a notification for a person: subject, text, HTML and the headers that make all mails of a storm one thread.
 * The same notification always has the same `Message-ID`, so that a second delivery is recognised as the first.
 */

import { createHash } from 'node:crypto'
import type { Notification } from '../../shared/core/alert.ts'
import { contentOf } from './message-content.ts'
import type { MessageContext } from './message-context.ts'
import { renderHtml } from './message-html.ts'
import { subjectOf } from './message-subject.ts'
import { renderText } from './message-text.ts'
import type { Message } from './notifier.ts'

/** From this level on mail programs may show the message as urgent. */
const URGENT_LEVEL = 4

export function composeMessage(notification: Notification, context: MessageContext): Message {
  const subject = subjectOf(notification, context.brandName, context.people)
  const content = contentOf(notification, context)
  return {
    notification,
    subject,
    text: renderText(content),
    html: renderHtml(content, subject, notification.language),
    headers: headersOf(notification, context.mailDomain),
    sentAt: context.sentAt,
  }
}

function headersOf(notification: Notification, mailDomain?: string): Record<string, string> {
  const { notificationId, stormId, level, reason } = notification
  const urgent = level >= URGENT_LEVEL && reason !== 'test'
  return {
    ...mailHeaders(notificationId, { kind: 'storm', id: stormId }, mailDomain),
    ...(urgent ? { 'X-Priority': '1' } : {}),
  }
}

/** @param thread what all messages of one thread have in common */
export function mailHeaders(
  notificationId: string,
  thread: { readonly kind: 'storm' | 'digest'; readonly id: string },
  mailDomain = 'localhost',
): Record<string, string> {
  const id = (kind: string, text: string) =>
    `<${kind}.${createHash('sha256').update(text).digest('hex').slice(0, 32)}@sturmwarte.${mailDomain}>`
  const reference = id(thread.kind, thread.id)
  return {
    'Message-ID': id('message', notificationId),
    'In-Reply-To': reference,
    References: reference,
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  }
}
