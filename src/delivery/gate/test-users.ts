import { randomBytes } from 'node:crypto'
import type { FilePosition } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { GateRun } from './gate-run.ts'
import { ActivityFailure } from './scenario/activity-failure.ts'

/** The names of all gate users begin with this; cleaning finds them by it. */
export const testUserPrefix = 'testuser-'

/** The users of one lane; each is created when first needed. */
export interface TestUsers {
  /** `testuser-<n>`, followed by the lane in all lanes but the first. */
  nameOf(number: number): string
  token(number: number): Promise<string>
  /** Signs in again, so that the token contains new groups. */
  refresh(number: number): Promise<string>
  /** Adds the user to a group; an absent group is created. */
  grant(number: number, group: string): Promise<void>
}

/** @param lane counts from 1 */
export function testUsers(run: GateRun, lane: number): TestUsers {
  const { users } = run.ports.services
  const passwords = new Map<string, Promise<string>>()
  const tokens = new Map<number, Promise<string>>()
  const nameOf = (number: number) => `${testUserPrefix}${number}${lane === 1 ? '' : `-lane-${lane}`}`

  const ready = (name: string): Promise<string> => {
    const known = passwords.get(name)
    if (known !== undefined) return known
    const password = `${randomBytes(24).toString('base64url')}.aA1`
    run.secrets.add(password)
    const made = users.ensure(poolOf(run), { name, email: `${name}@example.com`, password }).then(() => password)
    passwords.set(name, made)
    return made
  }
  const refresh = (number: number): Promise<string> => {
    const signIn = async () => {
      const name = nameOf(number)
      const token = await users.signIn(poolOf(run), clientOf(run), { name, password: await ready(name) })
      run.secrets.add(token)
      return token
    }
    const token = signIn()
    tokens.set(number, token)
    return token
  }
  return {
    nameOf,
    refresh,
    token: (number) => tokens.get(number) ?? refresh(number),
    async grant(number, group) {
      await ready(nameOf(number))
      await users.grant(poolOf(run), nameOf(number), group)
    },
  }
}

/**
 * Reads the number of a user.
 * @throws ActivityFailure unless it is a whole number from 1 to 100
 */
export function userNumber(text: string, place: FilePosition): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number
  throw new ActivityFailure('no such user', place, { expected: 'a number from 1 to 100', got: text })
}

function poolOf({ target }: GateRun): string {
  if (target.pool !== undefined) return target.pool
  throw new StageError('gate-invalid', 'a scenario needs users, but gate.json names no output with a user pool', {
    hint: 'set outputs.userPoolId and outputs.userPoolClientId',
  })
}

function clientOf({ target }: GateRun): string {
  if (target.client !== undefined) return target.client
  throw new StageError('gate-invalid', 'a scenario signs in, but gate.json names no output with an app client', {
    hint: 'set outputs.userPoolClientId',
  })
}
