import { accountOf } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

/** An e-mail that the application sent by SES. It was not delivered. */
export interface SentMail {
  readonly account: string
  /** ISO 8601, UTC. */
  readonly time: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  /** Plain text if there is any, else HTML. */
  readonly body: string
}

/** What was sent, oldest first. @param environment `staging`, `production` or an account; all of them by default */
export async function readMail(
  local: Pick<LocalEnvironment, 'endpoint' | 'accounts' | 'token'>,
  environment?: string,
): Promise<readonly SentMail[]> {
  const query = environment === undefined ? '' : `?account=${accountOf(local, environment)}`
  const answer = await fetch(`${local.endpoint}/_ministack/ses/messages${query}`, {
    headers: { authorization: `Bearer ${local.token}` },
    signal: AbortSignal.timeout(10_000),
  })
  const { messages } = (await answer.json()) as { messages: Readonly<Record<string, readonly Message[]>> }
  return Object.entries(messages)
    .flatMap(([account, list]) => list.map((message) => ({ account, message })))
    .sort((a, b) => a.message.Timestamp - b.message.Timestamp)
    .map(({ account, message }) => ({
      account,
      time: new Date(message.Timestamp * 1000).toISOString(),
      from: message.Source,
      to: [...message.To, ...message.CC, ...message.BCC],
      subject: message.Subject,
      body: message.BodyText || message.BodyHtml || '',
    }))
}

/** As MiniStack 1.5.33 lists them; `Timestamp` is in seconds since 1970. */
interface Message {
  readonly Source: string
  readonly To: readonly string[]
  readonly CC: readonly string[]
  readonly BCC: readonly string[]
  readonly Subject: string
  readonly BodyText: string
  readonly BodyHtml?: string
  readonly Timestamp: number
}
