import type { AwsTarget } from '../../core/ports/aws.ts'
import { command, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Configuration, type Environment, environmentOf } from '../environment/configuration.ts'

/** A stack that a stage is about to change without checking evidence. */
export interface UnprovenTarget extends AwsTarget {
  readonly stack: string
  readonly application: string | undefined
}

/**
 * Refuses to change the stack of an environment that requires evidence, because only `promote` checks evidence. The
 * stack itself decides, whatever environment or name led to it.
 * @param signedIn the account of the credentials, called only when the target names none and the file does
 * @throws StageError `promotion-required`, or the errors of `signedIn`
 */
export async function refuseUnpromoted(
  configuration: Configuration,
  target: UnprovenTarget,
  signedIn: () => Promise<string>,
): Promise<void> {
  const application = target.application ?? configuration.application
  const guarded = Object.entries(configuration.environments)
    .filter(([, { stack, requires }]) => requires.length > 0 && (stack ?? application) !== undefined)
    .map(([name]) => environmentOf(configuration, name, application ?? 'none'))
    .filter(({ stack, region }) => stack === target.stack && maySame(region, target.region))
  for (const environment of guarded) {
    const account = target.account ?? (environment.account === undefined ? undefined : await signedIn())
    if (maySame(environment.account, account)) throw required(environment)
  }
}

function required({ name, stack, requires }: Environment): StageError {
  const evidence = requires.map(({ stage, environment }) => `${stage}@${environment}`).join(', ')
  return new StageError(
    'promotion-required',
    `stack ${stack} is that of ${name}, which requires ${evidence}, and deploy does not check evidence`,
    { hint: next`${command('promote', { release: meaning('release'), environment: name })}` },
  )
}

/** Values may be equal when only one side names them. */
function maySame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}
