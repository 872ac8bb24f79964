import { nearest } from '../text/nearest.ts'
import type { StageDescription } from './describe.ts'
import type { GivenInput } from './host.ts'
import { joined, next, see } from './next-step.ts'
import { own } from './own.ts'
import { StageError } from './stage-error.ts'

type Named = Pick<StageDescription, 'name' | 'inputs' | 'formerNames'>

/**
 * Refuses values that are not inputs of the stage, before anything happens. A variable of the environment may mean
 * something else (`perhaps`). It is refused only if it looks like a misspelt input, or has the former name of an input
 * that is not given by its current name.
 * @param others all stages, to name those that have the input; read only before a refusal
 * @throws StageError `input-unknown` with the current name, or the nearest known input
 */
export async function refuseUnknown(
  { name, inputs, formerNames = {} }: Named,
  given: readonly GivenInput[],
  others: () => Promise<readonly Named[]>,
): Promise<void> {
  const names = inputs.map((field) => field.name)
  const known = new Set(inputs.map((field) => spelling(field.name)))
  const unknown = given.filter((input) => !known.has(spelling(input.name)))
  if (unknown.length === 0) return
  const stages = (await others()).filter((stage) => stage.name !== name)
  const stagesWith = (input: string) =>
    stages.filter((stage) => stage.inputs.some((field) => spelling(field.name) === spelling(input)))
  // A misspelt word usually keeps its first letter, so LIFTLOCK_STAGE is not taken for LIFTLOCK_TAGS.
  const guess = ({ name: input, perhaps }: GivenInput) =>
    perhaps
      ? nearest(
          input,
          names.filter((other) => other[0] === input[0]),
          input.length < 5 ? 1 : 2,
        )
      : nearest(input, names)
  const isGiven = (wanted: string) => given.some((input) => spelling(input.name) === wanted)
  const nameToday = (input: GivenInput) => own(formerNames, spelling(input.name))
  const meant = (input: GivenInput) => {
    const today = nameToday(input)
    if (today !== undefined) return !isGiven(today)
    return stagesWith(input.name).length === 0 && guess(input) !== undefined
  }
  const refused = unknown.filter((input) => !input.perhaps || meant(input))
  const first = refused[0]
  if (first === undefined) return
  const spelled = refused.map(({ as }) => as).join(', ')
  const today = nameToday(first)
  const elsewhere = today === undefined ? stagesWith(first.name).map((stage) => stage.name) : []
  const ofRoot = today === undefined && elsewhere.length === 0 && spelling(first.name) === 'stage'
  const near = ofRoot ? undefined : (today ?? guess(first))
  const hints = [
    ...(ofRoot ? ['stage is an input of the action liftlock/liftlock alone; leave it out'] : []),
    ...(elsewhere.length === 0 ? [] : [`${first.as} is an input of ${elsewhere.join(', ')}`]),
    ...(today === undefined ? [] : [`the input ${first.name} is called ${today} now`]),
    ...(near === undefined || near === today ? [] : [`did you mean ${near}?`]),
    ...(elsewhere.length === 0 && near === undefined && !ofRoot ? [next`${see(name)}`] : []),
  ]
  const what = refused.length === 1 ? 'input' : 'inputs'
  throw new StageError('input-unknown', `${name} has no ${what} ${spelled}; nothing was done`, {
    hint: joined(hints, '; ') ?? '',
  })
}

/** GitHub ignores upper and lower case here. */
function spelling(name: string): string {
  return name.toLowerCase()
}
