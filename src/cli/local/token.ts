import { jsonText } from '../../hosts/shared/json-text.ts'
import { userToken } from '../../local/user-token.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'
import { runningLocal } from './running.ts'

/** Prints an identity token, and nothing else, so that a shell can take it. */
export async function token(args: readonly string[], line: CommandLine): Promise<number> {
  const { environment, user, role, stack, json } = parseFlags(args, {
    environment: { type: 'string', default: 'staging' },
    user: { type: 'string', default: 'developer' },
    role: { type: 'string', multiple: true, default: [] },
    stack: { type: 'string' },
  })
  const printed = await userToken(await runningLocal(line.environment), { environment, user, roles: role, stack })
  line.stdout.write(json ? `${jsonText({ token: printed })}\n` : `${printed}\n`)
  return 0
}
