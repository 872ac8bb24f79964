import { input, next, type Text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandLine, commandText } from '../../core/text/command-line.ts'
import type { Failure, FinishedOperation } from './operation.ts'

/** The error of a failed operation: the first failure first, then the state of the stack. */
export function outcomeError(stack: string, operation: FinishedOperation): StageError {
  const { kind, status, seconds, failure, rollbackFailure, cancelled } = operation
  const after = `after ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const lines = (title: string) => [
    title,
    ...(failure === undefined ? [] : failureLines('First failure', failure, stack)),
    ...(cancelled === 0
      ? []
      : [`  ${cancelled} ${cancelled === 1 ? 'other was' : 'others were'} cancelled because of it.`]),
  ]
  switch (kind) {
    case 'rolled-back':
      return new StageError(
        'stack-rolled-back',
        lines(
          `stack ${stack} rolled back ${after}, ${stateAfter[status] ?? 'the stack is as it was before'} (${status})`,
        ).join('\n'),
        {
          hint:
            adviceFor(failure) ??
            (status === 'ROLLBACK_COMPLETE'
              ? next`correct it, then run again with ${input('recreate')}`
              : 'correct it, then run again'),
        },
      )
    case 'stuck':
      return new StageError(
        'stack-stuck',
        [
          ...lines(`stack ${stack} is stuck ${after} (${status})`),
          ...(rollbackFailure === undefined ? [] : failureLines('The rollback failed at', rollbackFailure, stack)),
        ].join('\n'),
        { hint: waysOut(stack, status, rollbackFailure) },
      )
    default:
      return new StageError(
        'stack-failed',
        lines(`stack ${stack} failed ${after} and was not rolled back (${status})`).join('\n'),
        {
          hint:
            adviceFor(failure) ??
            next`correct it and run again with ${input('disable-rollback')}, or: ${commandLine`aws cloudformation rollback-stack --stack-name ${stack}`}`,
        },
      )
  }
}

const stateAfter: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: 'only the empty stack remains',
}

function failureLines(title: string, { resource, type, reason, seconds, stackName }: Failure, stack: string): string[] {
  const where = stackName === stack ? '' : ` in nested stack ${stackName}`
  return [`  ${title}: ${resource} (${type})${where}, ${seconds.toFixed(1)} s after the start`, `    ${reason}`]
}

function adviceFor(failure: Failure | undefined): Text | undefined {
  if (failure === undefined) return undefined
  if (/already exists/i.test(failure.reason))
    return next`remove the fixed name of ${failure.resource}, or run again with ${input('import-existing-resources')} to adopt the resource that has it`
  if (/not authorized|AccessDenied|access denied/i.test(failure.reason))
    return 'give the deploying role the permission named in the reason, then run again'
  return undefined
}

function waysOut(stack: string, status: string, failure: Failure | undefined): Text {
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const skip =
      failure === undefined ? '' : next`; if it cannot be fixed, add ${input('skip-resources', failure.resource)}`
    return next`fix what stopped the rollback, then run again with ${input('recover')}${skip}`
  }
  return commandText`find the resources that cannot be deleted: aws cloudformation describe-stack-events --stack-name ${stack}`
}
