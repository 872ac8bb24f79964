import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the service answers to one exchange: a session that lasts so many seconds, or an error with its code. */
export type StsAnswer = { readonly seconds: number } | { readonly code: string; readonly message: string }

/** STS by a script, for what an emulator does not check: each exchange takes the next answer, the last one stays. */
export interface ScriptedSts {
  readonly endpoint: string
  /** The tokens that were offered, in order. */
  readonly offered: readonly string[]
  readonly sessionNames: readonly string[]
  stop(): Promise<void>
}

/** Shapes: STS API reference, `AssumeRoleWithWebIdentity`. */
export async function startScriptedSts(answers: readonly StsAnswer[]): Promise<ScriptedSts> {
  const offered: string[] = []
  const sessionNames: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const form = new URLSearchParams(body)
      offered.push(form.get('WebIdentityToken') ?? '')
      sessionNames.push(form.get('RoleSessionName') ?? '')
      const answer = answers[Math.min(offered.length, answers.length) - 1]!
      const { status, body: text } =
        'code' in answer ? stsRefusal(answer) : { status: 200, body: session(offered.length, answer.seconds) }
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offered,
    sessionNames,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function session(number: number, seconds: number): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
<Credentials><AccessKeyId>ASIASESSION${number}</AccessKeyId><SecretAccessKey>secret-of-session-${number}</SecretAccessKey>
<SessionToken>token-of-session-${number}</SessionToken><Expiration>${new Date(Date.now() + seconds * 1000).toISOString()}</Expiration></Credentials>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
}

/** An exchange that is refused (STS API reference, "Common errors"). */
export function stsRefusal({ code, message }: { readonly code: string; readonly message: string }) {
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
  return { status: code === 'AccessDenied' ? 403 : 400, body }
}
