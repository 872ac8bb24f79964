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
  /**
   * Whether the policies of the principal allow the action.
   * @param principal its ARN; or the id of its access key, by which limits of its session count, too
   * @param context further condition keys of the request, such as `iam:PassedToService`
   */
  isAllowed(
    principal: string,
    action: string,
    resource: string,
    context?: Readonly<Record<string, string>>,
  ): Promise<boolean>
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
    return (await post('authorize', JSON.parse(question)))?.allowed === true
  })
  return {
    findCredential: credentials,
    isAllowed: (principal, action, resource, context = {}) => {
      const who = principal.startsWith('arn:') ? { principalArn: principal } : { accessKeyId: principal }
      return decisions(JSON.stringify({ ...who, action, resource, context }))
    },
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
