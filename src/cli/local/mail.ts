import { jsonText } from '../../hosts/shared/json-text.ts'
import { readMail } from '../../local/read-mail.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'
import { runningLocal } from './running.ts'

/** Prints the e-mail that the application sent, oldest first. */
export async function mail(args: readonly string[], line: CommandLine): Promise<number> {
  const { environment, json } = parseFlags(args, { environment: { type: 'string' } })
  const sent = await readMail(await runningLocal(line.environment), environment)
  if (json) line.stdout.write(`${jsonText(sent, 2)}\n`)
  else if (sent.length === 0) line.stdout.write('No e-mail was sent.\n')
  for (const { time, account, from, to, subject, body } of json ? [] : sent)
    line.stdout.write(
      `${time}  ${account}\n  from     ${from}\n  to       ${to.join(', ')}\n  subject  ${subject}\n\n${indented(body)}\n\n`,
    )
  return 0
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ')
}
