import { randomBytes } from 'node:crypto'
import { allStacks } from '../aws/cloudformation/all-stacks.ts'
import { poolUsers } from '../aws/gate/pool-users.ts'
import type { Stack } from '../core/ports/stacks.ts'
import { command, input, meaning, next } from '../core/run/next-step.ts'
import { StageError } from '../core/run/stage-error.ts'
import { accountOf, configureAccount } from './local-account.ts'
import type { LocalEnvironment } from './local-environment.ts'

export interface TokenRequest {
  /** `staging`, `production`, or an account. */
  readonly environment: string
  readonly user: string
  /** Groups of the user pool. The user is added to each, and stays in earlier groups. */
  readonly roles: readonly string[]
  /** Only needed if several stacks of the account have a user pool. */
  readonly stack?: string | undefined
}

/**
 * An identity token for a user of a deployed application. A missing user is created; each call sets a new password.
 * @throws StageError `environment-unknown` when no stack has the outputs `userPoolId` and `userPoolClientId`
 */
export async function userToken(local: LocalEnvironment, request: TokenRequest): Promise<string> {
  const configure = configureAccount(local, accountOf(local, request.environment))
  const stack = choose(await allStacks(configure), request)
  const { userPoolId: pool = '', userPoolClientId: client = '' } = stack.outputs
  const users = poolUsers(configure)
  const name = request.user
  const password = `Aa1!${randomBytes(18).toString('base64url')}`
  await users.ensure(pool, { name, email: `${name}@example.test`, password })
  for (const role of request.roles) await users.grant(pool, name, role)
  return users.signIn(pool, client, { name, password })
}

function choose(stacks: readonly Stack[], { environment, stack: wanted }: TokenRequest): Stack {
  const withUsers = stacks.filter(({ outputs }) => outputs.userPoolId && outputs.userPoolClientId)
  const fitting = wanted === undefined ? withUsers : withUsers.filter(({ name }) => name === wanted)
  if (fitting.length === 1) return fitting[0]!
  const names = withUsers.map(({ name }) => name).join(', ')
  if (fitting.length > 1)
    throw new StageError('input-missing', `several stacks of ${environment} have users: ${names}`, {
      hint: next`say which one with ${input('stack', meaning('name'))}`,
    })
  const what =
    wanted === undefined ? `no stack of ${environment} has users` : `${environment} has no stack ${wanted} with users`
  throw new StageError('environment-unknown', what, {
    hint: names
      ? `there are ${names}`
      : next`deploy first: ${command('ship', { folder: meaning('folder'), local: true })}`,
  })
}
