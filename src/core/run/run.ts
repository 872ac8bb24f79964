import type { z } from 'zod'
import { edgeName, type StageDescription } from './describe.ts'
import { fileFailure } from './file-failure.ts'
import { type LimitedReport, limitFindings } from './finding-limits.ts'
import type { Host, Result } from './host.ts'
import { withMentions } from './mentions.ts'
import { again, input as inputPart, joined, next, see } from './next-step.ts'
import type { Outcome } from './outcome.ts'
import { refuseUnknown } from './refuse-unknown.ts'
import type { Report } from './report.ts'
import type { Stage } from './stage.ts'
import { StageError } from './stage-error.ts'

/** All stages, to name those that have an input which this one lacks. */
export type OtherStages = () => Promise<readonly StageDescription[]>

/**
 * Runs one stage in a host, and hands the result to the host. Only this function turns a thrown error into a result.
 * @param load called after the check for unknown and missing inputs
 */
export async function runStage(
  description: StageDescription,
  load: () => Promise<Stage>,
  host: Host,
  others: OtherStages = async () => [],
): Promise<Result> {
  const result = await resultOf(description, load, host, others)
  await host.finish(result)
  return result
}

async function resultOf(
  description: StageDescription,
  load: () => Promise<Stage>,
  host: Host,
  others: OtherStages,
): Promise<Result> {
  const known: Record<string, unknown> = {}
  try {
    await refuseUnknown(description, (await host.given?.()) ?? [], others)
    requireInputs(description, host)
    const [stage, context] = await Promise.all([load(), host.context()])
    const limited = limitFindings(context.report)
    const report = (event: Report) =>
      event.kind === 'outputs' ? void Object.assign(known, event.values) : limited.report(event)
    const outputs = await runToEnd(stage.run(readInputs(stage, description, host), { ...context, report }), limited)
    const outcome = (outputs.outcome as Outcome | undefined) ?? 'succeeded'
    return { kind: 'done', stage: description.name, outcome, outputs }
  } catch (error) {
    const failure = failureOf(description.name, error, host.signal)
    return failure.kind === 'done' || Object.keys(known).length === 0 ? failure : { ...failure, outputs: known }
  }
}

/** Reports how many findings were left out, however the stage ends. */
async function runToEnd<T>(running: Promise<T>, limited: LimitedReport): Promise<T> {
  try {
    return await running
  } finally {
    limited.close()
  }
}

/** Explains an error that ended a stage. */
export function failureOf(stage: string, error: unknown, signal: AbortSignal): Result {
  if (error instanceof StageError) return { kind: 'failure', stage, error }
  if (signal.aborted) {
    const cancelled = new StageError('cancelled', `${stage} was interrupted`, {
      hint: next`${again}; what was done already is found`,
      cause: error,
    })
    return { kind: 'failure', stage, error: cancelled }
  }
  const refused = fileFailure(error)
  return refused ? { kind: 'failure', stage, error: refused } : { kind: 'bug', stage, error }
}

/**
 * Checks that all required inputs are there.
 * @throws StageError `input-missing` that names the input and describes it
 */
export function requireInputs(
  { name, positional, inputs, needsOneOf = [], formerNames = {} }: StageDescription,
  host: Pick<Host, 'input'>,
): void {
  // The former name may now belong to another input, so it is not reported as unknown.
  const renamed = (input: string) => {
    const former = Object.keys(formerNames).find(
      (each) => formerNames[each] === input && host.input(each) !== undefined,
    )
    return former && next`what was given as ${former} is given as ${input} now: give ${way(input)}`
  }
  const way = (input: string) => inputPart(input, undefined, input === positional)
  for (const field of inputs)
    if (field.required && host.input(field.name) === undefined)
      throw new StageError(
        'input-missing',
        `${name} needs the input ${field.name}: ${withMentions(field.description)}`,
        {
          hint: renamed(field.name) ?? next`give ${way(field.name)}, or ${see(name)}`,
        },
      )
  for (const group of needsOneOf)
    if (group.every((input) => host.input(input) === undefined))
      throw new StageError('input-missing', `${name} needs one of the inputs ${group.join(', ')}`, {
        hint: next`give ${
          joined(
            group.map((input) => next`${way(input)}`),
            ' or ',
          ) ?? ''
        }, or ${see(name)}`,
      })
}

/**
 * Checks and converts the inputs of a stage.
 * @throws StageError `input-invalid` that names the input, the value and what was expected
 */
export function readInputs<I extends z.ZodObject>(
  stage: Pick<Stage<I>, 'inputs'>,
  { name, inputs }: Pick<StageDescription, 'name' | 'inputs'>,
  host: Pick<Host, 'input'>,
): z.output<I> {
  const given = inputs.map((field) => [field.key, host.input(field.name)] as const)
  const raw = Object.fromEntries(given.filter(([, value]) => value !== undefined))
  const parsed = stage.inputs.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const key = String(issue.path[0] ?? '')
  throw new StageError('input-invalid', `input ${edgeName(key)} is ${JSON.stringify(raw[key])}: ${issue.message}`, {
    hint: next`${see(name)}`,
  })
}
