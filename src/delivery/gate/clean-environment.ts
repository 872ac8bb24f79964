import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { GateRun } from './gate-run.ts'
import type { Preparation } from './report/gate-report.ts'
import { testUserPrefix } from './test-users.ts'

/** What cleaning removed. */
export type Cleaned = Pick<Preparation, 'emptied' | 'revoked' | 'removedGroups'>

/**
 * Empties the tables and removes test users from their groups, as far as the definition asks for it (model format 4.1).
 * @throws StageError `clean-forbidden` before anything is removed; `gate-invalid` for a table that the stack lacks
 */
export async function cleanEnvironment(run: GateRun): Promise<Cleaned> {
  const { definition, cleaning } = run.options
  const asked = definition.cleaning.tables.length > 0 || definition.cleaning.users
  if (!asked || cleaning === 'skip') return { emptied: [], revoked: 0, removedGroups: [] }
  refuseWhereForbidden(run)
  const tables = definition.cleaning.tables.map(({ logicalId }) => ({ logicalId, name: tableNamed(run, logicalId) }))
  const emptied = await Promise.all(
    tables.map(async ({ logicalId, name }) => ({
      table: logicalId,
      items: await run.ports.services.tables.empty(name),
    })),
  )
  return { emptied, ...(await cleanUsers(run)) }
}

/** An environment called production is never cleaned, whatever its settings. */
function refuseWhereForbidden({ options }: GateRun): void {
  const production = /^prod(uction)?(-|$)/i.test(options.environment)
  if (options.cleaning === 'allowed' && !production) return
  throw new StageError(
    'clean-forbidden',
    `the gate wants to empty the databases of ${options.environment}, and ${production ? 'production is never cleaned' : 'liftlock.yml forbids it'}`,
    { hint: next`run the gate in staging, or with ${input('clean', 'skip')} with the existing data` },
  )
}

function tableNamed({ options }: GateRun, logicalId: string): string {
  const name = options.stack.tables.get(logicalId)
  if (name !== undefined) return name
  throw new StageError(
    'gate-invalid',
    `stack ${options.stack.name} has no table ${logicalId}, which the gate empties`,
    {
      hint: 'deploy the application that this gate belongs to, or correct "cleaning" in gate.json',
    },
  )
}

async function cleanUsers(run: GateRun): Promise<Omit<Cleaned, 'emptied'>> {
  const { cleaning } = run.options.definition
  const { pool } = run.target
  if (!cleaning.users || pool === undefined) return { revoked: 0, removedGroups: [] }
  const { users } = run.ports.services
  const left = new Set<string>()
  let revoked = 0
  for (const user of await users.list(pool, testUserPrefix))
    for (const group of await users.groups(pool, user)) {
      await users.revoke(pool, user, group)
      left.add(group)
      revoked++
    }
  const removedGroups: string[] = []
  if (cleaning.removeEmptyGroups)
    for (const group of [...left].filter((each) => !cleaning.keepGroups.includes(each)).sort())
      if (await users.removeEmptyGroup(pool, group)) removedGroups.push(group)
  return { revoked, removedGroups }
}
