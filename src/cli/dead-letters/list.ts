import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { visibleOnOneLine } from '../../hosts/shared/visible.ts'
import { defineCommand } from '../command.ts'
import { applicationInputs, findApplication, lettersOf, type NamedLetter } from './application.ts'

/** Lists dead letters, and says how many messages wait to become some. */
export const list = defineCommand({
  inputs: z.object(applicationInputs),

  async run(inputs, world) {
    const application = await findApplication(inputs, world)
    const { service, queue, stack } = application
    const letters = await lettersOf(application)
    const waiting = queue === undefined ? 0 : await service.waiting(queue)
    if (world.json) {
      world.stdout.write(`${jsonText({ stack, waiting, letters: letters.map(shortened) }, 2)}\n`)
      return 0
    }
    if (letters.length === 0) world.stdout.write(`${stack} has no dead letters.\n`)
    for (const { id, failedAt, component, eventType, message } of letters)
      world.stdout.write(`${visibleOnOneLine(`${id}  ${failedAt}  ${component}  ${eventType}  ${message}`)}\n`)
    if (waiting > 0)
      world.stdout.write(
        `${waiting} in the queue of undelivered events: they become dead letters when the function KeepUndelivered has read them.\n`,
      )
    return 0
  },
})

/** Without what fills pages: `show` has it. */
function shortened({ traceback: _, event: __, ...letter }: NamedLetter): object {
  return letter
}
