import { nearest } from '../text/nearest.ts'
import type { StageDescription } from './describe.ts'
import type { GivenInput } from './host.ts'
import { joined, next, see } from './next-step.ts'
import { own } from './own.ts'
import { StageError } from './stage-error.ts'

type Named = Pick<StageDescription, 'name' | 'inputs' | 'formerNames'>

/**
 * Refuses what was given and is not an input of the stage; nothing has happened by then. A variable of the environment that only may be
 * an input (`perhaps`) is refused when it looks like a misspelt input of this stage, or is the former name of one that is not given under its
 * name of today; any other is left alone.
 * @param others every stage, to say which one has the input; read only when there is something to refuse
 * @throws StageError `input-unknown` with the name of today, or the nearest input that there is
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
  // A misspelt word mostly keeps its first letter; LIFTLOCK_STAGE is not meant to be LIFTLOCK_TAGS.
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

/** GitHub does not tell upper from lower case. */
function spelling(name: string): string {
  return name.toLowerCase()
}
