import { input, next, type Text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandLine, commandText } from '../../core/text/command-line.ts'
import type { Failure, FinishedOperation } from './operation.ts'

/** The error of an operation that did not succeed: the first failure first, then what became of the rest. */
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
        lines(`stack ${stack} rolled back ${after}, ${stateAfter[status] ?? 'now as before'} (${status})`).join('\n'),
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
        lines(`stack ${stack} failed ${after} and stays as it is (${status})`).join('\n'),
        {
          hint:
            adviceFor(failure) ??
            next`correct it and run again with ${input('disable-rollback')}, or: ${commandLine`aws cloudformation rollback-stack --stack-name ${stack}`}`,
        },
      )
  }
}

const stateAfter: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: 'nothing of it remains but the empty stack',
}

function failureLines(title: string, { resource, type, reason, seconds, stackName }: Failure, stack: string): string[] {
  const where = stackName === stack ? '' : ` in nested stack ${stackName}`
  return [`  ${title}: ${resource} (${type})${where}, ${seconds.toFixed(1)} s after the start`, `    ${reason}`]
}

function adviceFor(failure: Failure | undefined): Text | undefined {
  if (failure === undefined) return undefined
  if (/already exists/i.test(failure.reason))
    return next`take the fixed name away from ${failure.resource}, or run again with ${input('import-existing-resources')} to adopt what has it`
  if (/not authorized|AccessDenied|access denied/i.test(failure.reason))
    return 'give the deploying role the permission that the reason names, then run again'
  return undefined
}

function waysOut(stack: string, status: string, failure: Failure | undefined): Text {
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const skip =
      failure === undefined ? '' : next`; if it cannot be mended, add ${input('skip-resources', failure.resource)}`
    return next`mend what the rollback could not, then run again with ${input('recover')}${skip}`
  }
  return commandText`look at what refuses to go: aws cloudformation describe-stack-events --stack-name ${stack}`
}
