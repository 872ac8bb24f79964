import { configurationOf } from '../../aws/client-configuration.ts'
import { deadLetters } from '../../aws/dead-letters.ts'
import type { DeadLetter, DeadLetters } from '../../core/ports/dead-letters.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { findTarget, type TargetInputs } from '../../delivery/environment/target.ts'
import { environmentInput, stackInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { machineContext } from '../../hosts/context/machine-context.ts'
import { networkOf } from '../../system/network.ts'
import { awsFor } from '../aws.ts'
import type { CommandWorld } from '../command.ts'

/** Which application is meant. */
export const applicationInputs = { environment: environmentInput, stack: stackInput, ...targetInputs } as const

/** Where the dead letters of one deployed application lie. */
export interface DeployedApplication {
  readonly service: DeadLetters
  readonly stack: string
  /** Name of the table of dead letters. */
  readonly table: string
  /** Address of the queue of undelivered events. */
  readonly queue: string | undefined
}

/** A letter with the short name by which commands know it. */
export interface NamedLetter extends DeadLetter {
  readonly id: string
}

/**
 * Finds the stack of the environment, and its table of dead letters.
 * @throws StageError `input-missing` when neither environment nor stack is given, `environment-unknown` when nothing is
 *   deployed there, or something that keeps no dead letters
 */
export async function findApplication(
  inputs: TargetInputs & { readonly configuration: string },
  { environment, signal, stderr, local }: CommandWorld,
): Promise<DeployedApplication> {
  if (inputs.environment === undefined && inputs.stack === undefined)
    throw new StageError('input-missing', 'no application is named', {
      hint: next`give ${input('environment', meaning('name'))} or ${input('stack', meaning('name'))}`,
    })
  const network = networkOf(environment)
  const aws = await awsFor(local, network)
  const context = machineContext({
    aws,
    network,
    signal,
    report: (event) => {
      if (event.kind === 'note') stderr.write(`${event.text}\n`)
    },
  })
  const target = await findTarget(inputs, context)
  const account = aws.at(target.aws)
  const stack = target.stack!
  if ((await account.stacks.find(stack)) === undefined)
    throw new StageError('environment-unknown', `there is no stack ${stack}`, { hint: 'deploy the application first' })
  const resources = await account.stacks.resources(stack)
  const idOf = (logicalId: string, type: string) =>
    resources.find((resource) => resource.logicalId === logicalId && resource.type === type)?.physicalId
  const table = idOf('DeadLetters', 'AWS::DynamoDB::Table')
  if (table === undefined)
    throw new StageError('environment-unknown', `stack ${stack} has no table DeadLetters`, {
      hint: 'applications that Liftlock generates have one; generate and deploy this one again',
    })
  const service = deadLetters(configurationOf(account))
  return { service, stack, table, queue: idOf('Undelivered', 'AWS::SQS::Queue') }
}

/** All dead letters, oldest first. */
export async function lettersOf({ service, table }: DeployedApplication): Promise<readonly NamedLetter[]> {
  const letters = await service.list(table)
  return letters.map((letter) => ({ id: idOf(letter), ...letter })).sort((a, b) => (a.failedAt < b.failedAt ? -1 : 1))
}

/**
 * The letters that are meant by the beginnings of their ids.
 * @throws StageError `input-invalid` for one that no letter has, or several
 */
export function meantLetters(letters: readonly NamedLetter[], ids: readonly string[]): readonly NamedLetter[] {
  return ids.map((id) => {
    const fitting = letters.filter((letter) => letter.id.startsWith(id))
    if (fitting.length === 1) return fitting[0]!
    throw new StageError(
      'input-invalid',
      fitting.length === 0 ? `there is no dead letter ${id}` : `${fitting.length} dead letters begin with ${id}`,
      { hint: fitting.length === 0 ? 'it may have been processed; list those that are left' : 'write more of it' },
    )
  })
}

/** Twelve digits that stay the same for the same event of the same component. */
function idOf({ component, sortKey }: DeadLetter): string {
  return shortDigest(sha256(`${component}\n${sortKey}`))
}
