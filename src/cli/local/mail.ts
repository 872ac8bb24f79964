import { z } from 'zod'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { readMail } from '../../local/read-mail.ts'
import { defineCommand } from '../command.ts'
import { runningLocal } from './running.ts'

/** Prints the e-mail that the application sent, oldest first. */
export const mail = defineCommand({
  inputs: z.object({
    environment: z.string().optional().describe('Only of this environment: staging, production, or an account.'),
  }),

  async run({ environment }, { stdout, json, ...world }) {
    const sent = await readMail(await runningLocal(world.environment), environment)
    if (json) stdout.write(`${jsonText(sent, 2)}\n`)
    else if (sent.length === 0) stdout.write('No e-mail was sent.\n')
    for (const { time, account, from, to, subject, body } of json ? [] : sent)
      stdout.write(
        `${time}  ${account}\n  from     ${from}\n  to       ${to.join(', ')}\n  subject  ${subject}\n\n${indented(body)}\n\n`,
      )
    return 0
  },
})

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ')
}
