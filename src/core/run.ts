import type { z } from 'zod'
import { edgeName, inputsOf } from './describe.ts'
import type { Host, Result } from './host.ts'
import type { Outcome } from './outcome.ts'
import type { Stage } from './stage.ts'
import { StageError } from './stage-error.ts'

/** Runs one stage in a host and hands it the result. This is the one place that turns a thrown error into an ending. */
export async function runStage<I extends z.ZodObject, O extends z.ZodObject>(
  stage: Stage<I, O>,
  host: Host,
): Promise<Result> {
  const result = await resultOf(stage as unknown as Stage, host)
  await host.finish(result)
  return result
}

async function resultOf(stage: Stage, host: Host): Promise<Result> {
  try {
    const outputs = await stage.run(readInputs(stage, host), host.context)
    const outcome = (outputs.outcome as Outcome | undefined) ?? 'succeeded'
    return { kind: 'done', stage: stage.name, outcome, outputs }
  } catch (error) {
    return failureOf(stage.name, error, host.context.signal)
  }
}

/** What an error that ended a stage means for its reader. */
export function failureOf(stage: string, error: unknown, signal: AbortSignal): Result {
  if (error instanceof StageError) return { kind: 'failure', stage, error }
  if (signal.aborted) {
    const cancelled = new StageError('cancelled', `${stage} was interrupted`, {
      hint: 'run the same command again; what was done already is found',
      cause: error,
    })
    return { kind: 'failure', stage, error: cancelled }
  }
  return { kind: 'bug', stage, error }
}

/**
 * The inputs of a stage, checked and converted.
 * @throws StageError `input-missing` or `input-invalid` that names the input, the value and what was expected
 */
export function readInputs<I extends z.ZodObject>(stage: Stage<I>, host: Pick<Host, 'input'>): z.output<I> {
  const raw: Record<string, string> = {}
  for (const field of inputsOf(stage as unknown as Stage)) {
    const value = host.input(field.name)
    if (value !== undefined) raw[field.key] = value
    else if (field.required)
      throw new StageError('input-missing', `${stage.name} needs the input ${field.name}: ${field.description}`, {
        hint: `give ${stage.positional === field.key ? `<${field.name}>` : `--${field.name}`}, or see liftlock ${stage.name} --help`,
      })
  }
  const parsed = stage.inputs.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const key = String(issue.path[0] ?? '')
  throw new StageError('input-invalid', `input ${edgeName(key)} is ${JSON.stringify(raw[key])}: ${issue.message}`, {
    hint: `see liftlock ${stage.name} --help`,
  })
}
