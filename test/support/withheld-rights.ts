import type { PolicyStatement } from '../../src/pipeline/rendering/policies.ts'
import { type LocalAddress, nameOf, type Right, readPolicy, writePolicy } from './rendered-rights.ts'

/** Rights that roles do not have for a while. */
export interface WithheldRights {
  /** Those that are still withheld. */
  readonly names: ReadonlySet<string>
  giveBack(right: Right): Promise<void>
  takeAgain(right: Right): Promise<void>
  /** Those that would let a call through: by the action, and by the resource as the deployed policy has it. */
  thatAllow(role: string, action: string, resource: string): readonly Right[]
  /** Gives all of them back. */
  end(): Promise<void>
}

/** A policy has at least one statement. */
const nothing: PolicyStatement = { Sid: 'Nothing', Effect: 'Allow', Action: ['none:Nothing'], Resource: ['*'] }

/** Takes these rights away from their roles, in the running local AWS. */
export async function withhold(local: LocalAddress, rights: readonly Right[]): Promise<WithheldRights> {
  const names = new Set(rights.map(nameOf))
  const roles = new Map(rights.map((right) => [right.role, right]))
  const whole = new Map<string, readonly PolicyStatement[]>()
  for (const [role, right] of roles) whole.set(role, await readPolicy(local, right))
  const put = async (right: Right) => {
    const left = whole.get(right.role)!.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => !names.has(nameOf({ ...right, sid: statement.Sid, action }))),
    }))
    await writePolicy(local, right, [...left.filter(({ Action }) => Action.length > 0), nothing])
  }
  for (const right of roles.values()) await put(right)
  return {
    names,
    async giveBack(right) {
      names.delete(nameOf(right))
      await put(right)
    },
    async takeAgain(right) {
      names.add(nameOf(right))
      await put(right)
    },
    thatAllow: (role, action, resource) =>
      rights.filter(
        (right) =>
          right.role === role &&
          right.action === action &&
          names.has(nameOf(right)) &&
          whole
            .get(role)!
            .some(({ Sid, Resource }) => Sid === right.sid && Resource.some((arn) => fits(arn, resource))),
      ),
    async end() {
      for (const [role, right] of roles) await writePolicy(local, right, whole.get(role)!)
    },
  }
}

function fits(pattern: unknown, arn: string): boolean {
  const parts = String(pattern)
    .split('*')
    .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return arn === '*' || new RegExp(`^${parts.join('.*')}$`).test(arn)
}
