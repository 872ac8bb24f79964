import { nearest } from '../text/nearest.ts'
import type { StageDescription } from './describe.ts'
import type { GivenInput } from './host.ts'
import { joined, next, see } from './next-step.ts'
import { StageError } from './stage-error.ts'

type Named = Pick<StageDescription, 'name' | 'inputs'>

/**
 * Refuses what was given and is not an input of the stage; nothing has happened by then. A variable of the environment that only may be
 * an input (`perhaps`) is refused when it looks like a misspelt input of this stage; any other is left alone.
 * @param others every stage, to say which one has the input; read only when there is something to refuse
 * @throws StageError `input-unknown` with the nearest input that there is
 */
export async function refuseUnknown(
  { name, inputs }: Named,
  given: readonly GivenInput[],
  others: () => Promise<readonly Named[]>,
): Promise<void> {
  const own = new Set(inputs.map((field) => spelling(field.name)))
  const unknown = given.filter((input) => !own.has(spelling(input.name)))
  if (unknown.length === 0) return
  const stages = (await others()).filter((stage) => stage.name !== name)
  const stagesWith = (input: string) =>
    stages.filter((stage) => stage.inputs.some((field) => spelling(field.name) === spelling(input)))
  const names = inputs.map((field) => field.name)
  // A misspelt word mostly keeps its first letter; LIFTLOCK_STAGE is not meant to be LIFTLOCK_TAGS.
  const guess = ({ name: input, perhaps }: GivenInput) =>
    perhaps
      ? nearest(
          input,
          names.filter((known) => known[0] === input[0]),
          input.length < 5 ? 1 : 2,
        )
      : nearest(input, names)
  const refused = unknown.filter(
    (input) => !input.perhaps || (stagesWith(input.name).length === 0 && guess(input) !== undefined),
  )
  const first = refused[0]
  if (first === undefined) return
  const spelled = refused.map(({ as }) => as).join(', ')
  const elsewhere = stagesWith(first.name).map((stage) => stage.name)
  const ofRoot = elsewhere.length === 0 && spelling(first.name) === 'stage'
  const near = ofRoot ? undefined : guess(first)
  const hints = [
    ...(ofRoot ? ['stage is an input of the action liftlock/liftlock alone; leave it out'] : []),
    ...(elsewhere.length === 0 ? [] : [`${first.as} is an input of ${elsewhere.join(', ')}`]),
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
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
