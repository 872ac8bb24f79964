import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { visible, visibleOnOneLine } from '../../hosts/shared/visible.ts'
import { defineCommand } from '../command.ts'
import { applicationInputs, findApplication, lettersOf, meantLetters } from './application.ts'

/** Shows one dead letter with everything that is known of it. */
export const show = defineCommand({
  inputs: z.object({
    id: z.string().describe('Id of the dead letter, as list prints it, or its beginning.'),
    ...applicationInputs,
  }),
  positional: 'id',

  async run({ id, ...inputs }, world) {
    const [letter] = meantLetters(await lettersOf(await findApplication(inputs, world)), [id])
    if (world.json) {
      world.stdout.write(`${jsonText(letter!, 2)}\n`)
      return 0
    }
    const { event, traceback, group: _, ...members } = letter!
    for (const [name, value] of Object.entries(members))
      world.stdout.write(`${visibleOnOneLine(`${name.padEnd(14)}${value}`)}\n`)
    world.stdout.write(`\n${visible(jsonText(event, 2))}\n`)
    if (traceback !== '') world.stdout.write(`\n${visible(traceback)}\n`)
    return 0
  },
})
