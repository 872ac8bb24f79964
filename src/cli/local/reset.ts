import { resetLocal } from '../../local/daemon/reset-local.ts'
import { stateFolder } from '../../system/folders.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'
import { runningLocal } from './running.ts'

/** Empties all accounts. */
export async function reset(args: readonly string[], line: CommandLine): Promise<number> {
  const { json } = parseFlags(args, {})
  await resetLocal(stateFolder(line.environment), await runningLocal(line.environment))
  line.stdout.write(json ? '{ "reset": true }\n' : 'The local AWS is empty.\n')
  return 0
}
