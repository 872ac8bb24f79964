import { readOrigins } from '../../core/network/origin.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { superviseLocal } from '../../local/daemon/supervisor.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'

/** The daemon itself, started by `up`: runs until it is told to end. */
export async function serve(args: readonly string[], line: CommandLine): Promise<number> {
  const { home, python, iam, egress, origin } = parseFlags(args, {
    home: { type: 'string', default: '' },
    python: { type: 'string', default: '' },
    iam: { type: 'boolean', default: false },
    egress: { type: 'boolean', default: false },
    origin: { type: 'string', multiple: true, default: [] },
  })
  try {
    await superviseLocal({ home, python, iam, egress, origins: readOrigins(origin), signal: line.signal })
    return 0
  } catch (error) {
    // The command that waits for the daemon looks for this line.
    line.stderr.write(
      error instanceof StageError ? `liftlock: ${error.message}\n` : `${(error as Error).stack ?? error}\n`,
    )
    return 1
  }
}
