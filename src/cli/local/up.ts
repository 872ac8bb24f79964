import { terminalHost } from '../../hosts/terminal.ts'
import { ensureLocal } from '../../local/ensure-local.ts'
import { awsFor } from '../aws.ts'
import type { CommandLine } from '../main.ts'
import { parseFlags } from './flags.ts'
import { describeLocal, localJson } from './running.ts'

/** Starts the local AWS, or finds it running. */
export async function up(args: readonly string[], line: CommandLine): Promise<number> {
  const { iam, egress, json } = parseFlags(args, {
    iam: { type: 'boolean', default: false },
    egress: { type: 'boolean', default: false },
  })
  const aws = await awsFor(false, line.environment)
  const { context } = terminalHost({ ...line, flags: {}, json, aws, onExitCode: () => {} })
  const local = await ensureLocal({ iam, egress, context, environment: line.environment })
  line.stdout.write(json ? localJson(local) : describeLocal(local))
  return 0
}
