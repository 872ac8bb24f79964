import type { CommandLine } from '../main.ts'
import { parseFlags } from './flags.ts'
import { describeLocal, localJson, runningLocal } from './running.ts'

/** Says what runs and how to reach it; a failure when nothing runs. */
export async function status(args: readonly string[], line: CommandLine): Promise<number> {
  const { json } = parseFlags(args, {})
  const local = await runningLocal(line.environment)
  line.stdout.write(json ? localJson(local) : describeLocal(local))
  return 0
}
