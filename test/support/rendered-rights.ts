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

/** Where a local AWS is, with what its own addresses ask for. */
export interface LocalAddress {
  readonly endpoint: string
  readonly token: string
  readonly secretAccessKey: string
}

/** The text of a right, as tables have it. */
export const nameOf = ({ role, sid, action }: Right) => `${role} ${sid} ${action}`

/** All rights of all roles that the templates in a folder have. */
export function renderedRights(folder: string): readonly Right[] {
  return rightsIn((file) => readFileSync(join(folder, file), 'utf8'))
}

/** @param textOf gives the text of a template */
export function rightsIn(textOf: (file: string) => string): readonly Right[] {
  const files = [
    ['roles-staging.json', accounts.staging],
    ['roles-production.json', accounts.production],
    ['pipeline.json', accounts.pipeline],
  ] as const
  return files.flatMap(([file, account]) => {
    const { Resources } = JSON.parse(textOf(file)) as {
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

/** What the local AWS decided since it started, for roles whose names begin with that of the pipeline. */
export async function decisions(
  { endpoint, token }: LocalAddress,
  pipeline: string = pipelineName,
): Promise<readonly Decision[]> {
  const answer = await fetch(`${endpoint}/_liftlock/decisions`, { headers: { authorization: `Bearer ${token}` } })
  const { decisions: all } = (await answer.json()) as { decisions: readonly Decision[] }
  return all.filter(({ principal }) => roleIn(principal).startsWith(pipeline))
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
export function roleIn(principal: string): string {
  return principal.split('/')[1] ?? ''
}

/** Takes a right away. @returns what gives it back */
export async function takeAway(local: LocalAddress, right: Right): Promise<() => Promise<void>> {
  const { sid, action } = right
  const whole = await readPolicy(local, right)
  const left = whole.map((statement) =>
    statement.Sid === sid ? { ...statement, Action: statement.Action.filter((each) => each !== action) } : statement,
  )
  await writePolicy(
    local,
    right,
    left.filter(({ Action }) => Action.length > 0),
  )
  return () => writePolicy(local, right, whole)
}

type Holder = Pick<Right, 'account' | 'role'>

/** The statements of a role as they are deployed. */
export async function readPolicy(local: LocalAddress, holder: Holder): Promise<readonly PolicyStatement[]> {
  const answer = await askIam(local, holder, { Action: 'GetRolePolicy' })
  const found = /<PolicyDocument>([^<]*)</.exec(answer)?.[1] ?? ''
  return (JSON.parse(decodeURIComponent(found)) as { Statement: readonly PolicyStatement[] }).Statement
}

export async function writePolicy(
  local: LocalAddress,
  holder: Holder,
  Statement: readonly PolicyStatement[],
): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await askIam(local, holder, { Action: 'PutRolePolicy', PolicyDocument })
}

async function askIam(
  local: LocalAddress,
  { account, role }: Holder,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
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
