import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PolicyStatement } from '../../src/pipeline/rendering/policies.ts'
import { accounts, pipelineName } from './rehearsed-accounts.ts'
import { signedRequest } from './signed-request.ts'

/** One right of a rendered role. */
export interface Right {
  readonly account: string
  /** Name of the role, such as `parking-desk-in-staging-gate`. */
  readonly role: string
  readonly sid: string
  readonly action: string
}

/** A call that was decided by the policies of a role. */
export interface Decision {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly decision: string
  readonly sid: string
  readonly count: number
}

interface Local {
  readonly endpoint: string
  readonly token: string
  readonly secretAccessKey: string
}

/** The text of a right, as tables have it. */
export const nameOf = ({ role, sid, action }: Right) => `${role} ${sid} ${action}`

/** All rights of all roles that the templates in a folder have. */
export function renderedRights(folder: string): readonly Right[] {
  const files = [
    ['roles-staging.json', accounts.staging],
    ['roles-production.json', accounts.production],
    ['pipeline.json', accounts.pipeline],
  ] as const
  return files.flatMap(([file, account]) => {
    const { Resources } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      Resources: Readonly<Record<string, { Type: string; Properties: RoleProperties }>>
    }
    return Object.values(Resources).flatMap(({ Type, Properties }) => {
      if (Type !== 'AWS::IAM::Role') return []
      const statements = Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      return statements.flatMap(({ Sid: sid, Action }) =>
        Action.map((action) => ({ account, role: Properties.RoleName, sid, action })),
      )
    })
  })
}

interface RoleProperties {
  readonly RoleName: string
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly PolicyStatement[] } }[]
}

/** What the local AWS decided since it started, for roles of the pipeline. */
export async function decisions({ endpoint, token }: Local): Promise<readonly Decision[]> {
  const answer = await fetch(`${endpoint}/_liftlock/decisions`, { headers: { authorization: `Bearer ${token}` } })
  const { decisions: all } = (await answer.json()) as { decisions: readonly Decision[] }
  return all.filter(({ principal }) => roleIn(principal).startsWith(pipelineName))
}

/** Names of the rights that let a call through, with how many calls. */
export function usedRights(all: readonly Decision[]): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const { principal, decision, sid, action, count } of all)
    if (decision === 'Allow') {
      const name = `${roleIn(principal)} ${sid} ${action}`
      used.set(name, (used.get(name) ?? 0) + count)
    }
  return used
}

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, or the ARN of the role itself. */
function roleIn(principal: string): string {
  return principal.split('/')[1] ?? ''
}

/** Takes a right away. @returns what gives it back */
export async function takeAway(local: Local, { account, role, sid, action }: Right): Promise<() => Promise<void>> {
  const ask = async (fields: Readonly<Record<string, string>>): Promise<string> => {
    const named = { RoleName: role, PolicyName: 'liftlock', Version: '2010-05-08', ...fields }
    const request = await signedRequest({
      ...{ to: local, service: 'iam', accessKeyId: account, body: new URLSearchParams(named).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const answer = await fetch(request)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${fields.Action} of ${role}: ${text}`)
    return text
  }
  const found = /<PolicyDocument>([^<]*)</.exec(await ask({ Action: 'GetRolePolicy' }))?.[1] ?? ''
  const whole = decodeURIComponent(found)
  const policy = JSON.parse(whole) as { Statement: readonly PolicyStatement[] }
  const Statement = policy.Statement.map((statement) =>
    statement.Sid === sid ? { ...statement, Action: statement.Action.filter((each) => each !== action) } : statement,
  ).filter(({ Action }) => Action.length > 0)
  const put = (document: string) => ask({ Action: 'PutRolePolicy', PolicyDocument: document })
  await put(JSON.stringify({ ...policy, Statement }))
  return async () => void (await put(whole))
}
