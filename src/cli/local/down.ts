import { jsonText } from '../../hosts/shared/json-text.ts'
import { stopLocal } from '../../local/daemon/stop-local.ts'
import { stateFolder } from '../../system/folders.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'

/** Ends the local AWS, also after parts of it were killed. */
export async function down(args: readonly string[], line: CommandLine): Promise<number> {
  const { json } = parseFlags(args, {})
  const ran = await stopLocal(stateFolder(line.environment))
  const text = ran ? 'The local AWS is gone, with everything that it held.\n' : 'The local AWS was not running.\n'
  line.stdout.write(json ? `${jsonText({ ran })}\n` : text)
  return 0
}
