/** The mails that lie in the outbox folder because no mail server is configured, shown as text. */

import { api, type Mail } from './api.ts'
import { useApp, useProductNow } from './context.ts'
import { useFetched, WhenFetched } from './fetched.tsx'
import { shortTime } from './format.ts'
import { hrefOf } from './route.ts'
import { Stranger } from './stranger.tsx'

export function OutboxPage(props: { readonly file: string | null }) {
  const { table, text } = useApp()
  if (table.system && !table.system.outbox) {
    return (
      <section class="panel">
        <h1>{text.outbox.title}</h1>
        <p class="quiet">{text.outbox.off}</p>
      </section>
    )
  }
  return props.file === null ? <MailList /> : <OneMail file={props.file} />
}

function MailList() {
  const { text, language, table } = useApp()
  const now = useProductNow()
  const delivered = [...table.notifications.values()].filter((one) => one.outcome === 'sent').length
  const fetched = useFetched('outbox', api.outbox, delivered)
  return (
    <section class="panel">
      <h1>{text.outbox.title}</h1>
      <p class="quiet">{text.outbox.how}</p>
      <WhenFetched fetched={fetched}>
        {({ mails }) => (
          <>
            {mails.length === 0 && <p class="quiet">{text.outbox.empty}</p>}
            <ul class="mails">
              {[...mails]
                .sort((a, b) => b.at - a.at)
                .map((mail) => (
                  <li key={mail.file}>
                    <a href={hrefOf({ page: 'outbox', file: mail.file })}>
                      <Stranger text={mail.subject} />
                    </a>
                    <span class="quiet">
                      {shortTime(mail.at, language, now)} · <Stranger text={mail.to} />
                    </span>
                  </li>
                ))}
            </ul>
          </>
        )}
      </WhenFetched>
    </section>
  )
}

function OneMail({ file }: { readonly file: string }) {
  const { text } = useApp()
  const fetched = useFetched(file, () => api.mail(file))
  return (
    <section class="panel">
      <p class="crumb">
        <a href="#/outbox">← {text.outbox.back}</a>
      </p>
      <WhenFetched fetched={fetched}>{(mail) => <MailText mail={mail} />}</WhenFetched>
    </section>
  )
}

function MailText({ mail }: { readonly mail: Mail }) {
  const { text } = useApp()
  const heads: [string, string][] = [
    [text.outbox.from, mail.from],
    [text.outbox.to, mail.to],
    [text.outbox.date, mail.date],
  ]
  return (
    <>
      <h1>
        <Stranger text={mail.subject} />
      </h1>
      <dl class="facts">
        {heads.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Stranger text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <pre class="mail-text" dir="auto">
        <Stranger text={mail.text} />
      </pre>
    </>
  )
}
