import { z } from 'zod'
import { flag, list } from '../../core/inputs/kinds.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { visibleOnOneLine } from '../../hosts/shared/visible.ts'
import { defineCommand } from '../command.ts'
import { applicationInputs, findApplication, lettersOf, meantLetters, type NamedLetter } from './application.ts'

/** Sends dead letters again; each goes when its event has been processed, and stays when it fails again. */
export const replay = defineCommand({
  inputs: z.object({
    ids: list().describe('Ids of dead letters, as list prints them, or their beginnings.'),
    all: flag().describe('All dead letters of the application.'),
    ...applicationInputs,
  }),
  positional: 'ids',
  notes: [
    'The functions work on them after this command has ended: list shows what is left. A flow that has processed the event already changes nothing. A notifier starts from its first activity, so look first at what it did.',
  ],

  async run({ ids, all, ...inputs }, world) {
    if (all === ids.length > 0)
      throw new StageError('input-missing', all ? 'ids and --all are given together' : 'no dead letter is named', {
        hint: next`give ids, or ${input('all', meaning('true'))}`,
      })
    const application = await findApplication(inputs, world)
    const letters = await lettersOf(application)
    const meant = oneOfEachGroup(all ? letters : meantLetters(letters, ids))
    const able = meant.filter((letter) => letter.function !== '')
    for (const letter of able) await application.service.send(letter)
    const left = meant.filter((letter) => !able.includes(letter))
    if (world.json) {
      const idsOf = (some: readonly NamedLetter[]) => some.map(({ id }) => id)
      world.stdout.write(`${jsonText({ sent: idsOf(able), left: idsOf(left) }, 2)}\n`)
      return left.length === 0 ? 0 : 1
    }
    for (const { id, component, eventType } of able)
      world.stdout.write(`${visibleOnOneLine(`sent  ${id}  ${component}  ${eventType}`)}\n`)
    for (const { id, component } of left)
      world.stdout.write(`${visibleOnOneLine(`left  ${id}  ${component}: no function takes it again`)}\n`)
    if (meant.length === 0) world.stdout.write(`${application.stack} has no dead letters.\n`)
    return left.length === 0 ? 0 : 1
  },
})

/** Letters of one group are replayed together by the function that kept them. */
function oneOfEachGroup(letters: readonly NamedLetter[]): readonly NamedLetter[] {
  const seen = new Set<string>()
  return letters.filter(({ component, group }) => {
    if (group === undefined) return true
    const key = `${component}\n${group}`
    const first = !seen.has(key)
    seen.add(key)
    return first
  })
}
