import type { AwsTarget } from '../../core/ports/aws.ts'
import { StageError } from '../../core/stage-error.ts'
import { type Configuration, environmentOf } from '../configuration.ts'

/** A stack that something is about to change without evidence. */
export interface UnprovenTarget extends AwsTarget {
  readonly stack: string
  readonly application: string | undefined
}

/**
 * Refuses to change the stack of an environment that requires evidence: only `promote` looks at evidence. The stack counts, by whichever
 * environment or name it was reached. An account or a region that only one side names may be the same one.
 * @throws StageError `promotion-required`
 */
export function refuseUnpromoted(configuration: Configuration, target: UnprovenTarget): void {
  const application = target.application ?? configuration.application
  const guarded = Object.entries(configuration.environments)
    .filter(([, { stack, requires }]) => requires.length > 0 && (stack ?? application) !== undefined)
    .map(([name]) => environmentOf(configuration, name, application ?? 'none'))
    .find(
      (each) =>
        each.stack === target.stack && maySame(each.account, target.account) && maySame(each.region, target.region),
    )
  if (guarded === undefined) return
  const evidence = guarded.requires.map(({ stage, environment }) => `${stage}@${environment}`).join(', ')
  throw new StageError(
    'promotion-required',
    `stack ${target.stack} is that of ${guarded.name}, which requires ${evidence}, and deploy asks for no evidence`,
    { hint: `liftlock promote <release> --environment ${guarded.name}` },
  )
}

function maySame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}
