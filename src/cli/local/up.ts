import { awsFromEnvironment } from '../../aws/clients.ts'
import { machineContext } from '../../hosts/machine-context.ts'
import { ensureLocal } from '../../local/ensure-local.ts'
import { networkOf } from '../../system/network.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'
import { describeLocal, localJson } from './running.ts'

/** Starts the local AWS, or finds it running. */
export async function up(args: readonly string[], line: CommandLine): Promise<number> {
  const { environment, signal, stderr, stdout } = line
  const { iam, egress, json } = parseFlags(args, {
    iam: { type: 'boolean', default: false },
    egress: { type: 'boolean', default: false },
  })
  const context = machineContext({
    aws: awsFromEnvironment(environment),
    network: networkOf(environment),
    signal,
    report: (event) => {
      if (event.kind === 'note') stderr.write(`${event.text}\n`)
    },
  })
  const local = await ensureLocal({ iam, egress, context, environment })
  stdout.write(json ? localJson(local) : describeLocal(local))
  return 0
}
