import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandLine } from '../../core/text/command-line.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { findLocal } from '../../local/daemon/find-local.ts'
import { describeIsolation } from '../../local/daemon/isolation.ts'
import type { LocalEnvironment } from '../../local/local-environment.ts'

/** Finds the running local AWS. @throws StageError `local-unavailable` */
export async function runningLocal(environment: NodeJS.ProcessEnv): Promise<LocalEnvironment> {
  const found = await findLocal(environment)
  if (found) return found
  throw new StageError('local-unavailable', 'the local AWS is not running', { hint: 'start it: liftlock local up' })
}

/**
 * The description of the local AWS for people; `localJson` is for `--json`.
 * @param noPipelines why no pipelines run; undefined when they do
 */
export function describeLocal(local: LocalEnvironment, noPipelines: string | undefined): string {
  const { endpoint, appsyncUrl, accounts, region, iam, egress, origins, isolation, secretAccessKey } = local
  const yesNo = (value: boolean, yes: string, no: string) => (value ? yes : no)
  return `The local AWS runs.
  AWS          ${endpoint}
  GraphQL      ${appsyncUrl}/<api id>/graphql
  Accounts     ${accounts.staging} staging, ${accounts.production} production, in ${region}
  Permissions  ${yesNo(iam, 'enforced', 'not enforced (--iam enforces them)')}
  Other hosts  ${yesNo(egress, 'reachable, and recorded', 'refused, and recorded (--egress lets functions out)')}
  Web pages    ${origins.length > 0 ? `of ${origins.join(', ')} may call GraphQL` : 'refused (--origin lets those of one origin call GraphQL)'}
  Functions    ${describeIsolation(isolation)}
  Pipelines    ${noPipelines === undefined ? 'run' : `do not run now: ${noPipelines}`}
  For tools    ${commandLine`export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`} \\
                 ${commandLine`AWS_ACCESS_KEY_ID=${accounts.staging} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`}
`
}

/**
 * The description as JSON. It has the secret, because every tool needs it, and leaves out the token, which only the
 * toolkit uses.
 */
export function localJson(
  { token: _, ...local }: LocalEnvironment,
  noPipelines: string | undefined,
  more: object = {},
): string {
  const pipelines = { run: noPipelines === undefined, ...defined({ reason: noPipelines }) }
  return `${jsonText({ ...local, pipelines, ...more }, 2)}\n`
}
