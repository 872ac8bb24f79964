/** A key of an account, a user or an assumed role, with what a signature is checked against. */
export interface Credential {
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly principalArn: string
  readonly account: string
}

/** What the emulator knows of identities: the launcher's addresses below `/_liftlock/`. */
export interface EmulatorIdentities {
  /** Undefined for a key that nobody has. */
  findCredential(accessKeyId: string): Promise<Credential | undefined>
  /** Whether the policies of the principal allow the action. */
  isAllowed(principalArn: string, action: string, resource: string): Promise<boolean>
}

/** How long an answer is believed: as long as a policy of IAM may take to reach everywhere. */
const believedMilliseconds = 5_000

export interface EmulatorIdentitiesOptions {
  readonly endpoint: string
  /** Bearer token of the launcher; without it only the keys of accounts are known. */
  readonly token: string | undefined
  /** Of every account. */
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

/** The key of twelve digits is the root of its account; its secret is that of the daemon. */
function accountKey(account: string, secretAccessKey: string): Credential {
  return { secretAccessKey, sessionToken: undefined, principalArn: `arn:aws:iam::${account}:root`, account }
}

/** Remembers answers for a while; one that failed, or that said no, is asked again. */
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
