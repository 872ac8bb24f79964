import { awsFromEnvironment } from '../../aws/clients.ts'
import { readOrigins } from '../../core/network/origin.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { readConfiguration } from '../../delivery/environment/configuration.ts'
import { machineContext } from '../../hosts/context/machine-context.ts'
import { ensureLocal } from '../../local/daemon/ensure-local.ts'
import { networkOf } from '../../system/network.ts'
import type { CommandLine } from '../command-line.ts'
import { parseFlags } from './flags.ts'
import { describeLocal, localJson } from './running.ts'

/** Starts the local AWS, or finds it running. Origins come from flags, else from `liftlock.yml` of the working directory. */
export async function up(args: readonly string[], line: CommandLine): Promise<number> {
  const { environment, signal, stderr, stdout } = line
  const {
    iam,
    egress,
    origin,
    'no-origins': none,
    json,
  } = parseFlags(args, {
    iam: { type: 'boolean', default: false },
    egress: { type: 'boolean', default: false },
    origin: { type: 'string', multiple: true },
    'no-origins': { type: 'boolean', default: false },
  })
  if (none && origin !== undefined)
    throw new StageError('input-invalid', '--origin and --no-origins are given together', {
      hint: 'leave one of them out',
    })
  const given = none ? [] : origin && readOrigins(origin)
  const context = machineContext({
    aws: awsFromEnvironment(environment),
    network: networkOf(environment),
    signal,
    report: (event) => {
      if (event.kind === 'note') stderr.write(`${event.text}\n`)
    },
  })
  const origins = given ?? (await readConfiguration(context, process.cwd())).local?.origins
  const local = await ensureLocal({ iam, egress, origins, context, environment })
  stdout.write(json ? localJson(local) : describeLocal(local))
  return 0
}
