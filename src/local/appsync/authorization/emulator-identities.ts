/** A key of an account, a user or an assumed role, with the secret for checking signatures. */
export interface Credential {
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly principalArn: string
  readonly account: string
}

/** The identities of the emulator, from the launcher's addresses below `/_liftlock/`. */
export interface EmulatorIdentities {
  /** @returns undefined for an unknown key */
  findCredential(accessKeyId: string): Promise<Credential | undefined>
  /** Whether the policies of the principal allow the action. */
  isAllowed(principalArn: string, action: string, resource: string): Promise<boolean>
}

/** How long an answer is cached: as long as a change of an IAM policy may take to reach every region. */
const believedMilliseconds = 5_000

export interface EmulatorIdentitiesOptions {
  readonly endpoint: string
  /** Bearer token of the launcher. Without it, only the keys of accounts are known. */
  readonly token: string | undefined
  /** Secret access key of every account. */
  readonly secretAccessKey: string
}

export function emulatorIdentities({
  endpoint,
  token,
  secretAccessKey,
}: EmulatorIdentitiesOptions): EmulatorIdentities {
  const post = async (path: string, body: object): Promise<Record<string, unknown> | undefined> => {
    const headers = { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' }
    const answer = await fetch(`${endpoint}/_liftlock/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const value: unknown = await answer.json().catch(() => undefined)
    return answer.ok ? (value as Record<string, unknown>) : undefined
  }
  const credentials = remembered(async (accessKeyId: string): Promise<Credential | undefined> => {
    if (/^\d{12}$/.test(accessKeyId)) return accountKey(accessKeyId, secretAccessKey)
    const found = await post('credentials', { accessKeyId })
    return (
      found && {
        secretAccessKey: String(found.secretAccessKey),
        sessionToken:
          typeof found.sessionToken === 'string' && found.sessionToken !== '' ? found.sessionToken : undefined,
        principalArn: String(found.principalArn),
        account: String(found.accountId),
      }
    )
  })
  const decisions = remembered(async (question: string): Promise<boolean> => {
    const [principalArn, action, resource] = question.split(' ')
    return (await post('authorize', { principalArn, action, resource }))?.allowed === true
  })
  return {
    findCredential: credentials,
    isAllowed: (principalArn, action, resource) => decisions(`${principalArn} ${action} ${resource}`),
  }
}

/** A key of twelve digits belongs to the root user of that account; its secret is the daemon's. */
function accountKey(account: string, secretAccessKey: string): Credential {
  return { secretAccessKey, sessionToken: undefined, principalArn: `arn:aws:iam::${account}:root`, account }
}

/** Caches answers for a while, but neither failures nor refusals. */
function remembered<T>(ask: (question: string) => Promise<T>): (question: string) => Promise<T> {
  const answers = new Map<string, { readonly until: number; readonly answer: T }>()
  return async (question) => {
    const known = answers.get(question)
    if (known && known.until > Date.now()) return known.answer
    const answer = await ask(question)
    if (answers.size > 1000) answers.clear()
    if (answer) answers.set(question, { until: Date.now() + believedMilliseconds, answer })
    return answer
  }
}
