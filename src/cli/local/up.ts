import { z } from 'zod'
import { awsFromEnvironment } from '../../aws/clients.ts'
import { flag, list } from '../../core/inputs/kinds.ts'
import { readOrigins } from '../../core/network/origin.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { readConfiguration } from '../../delivery/environment/configuration.ts'
import { machineContext } from '../../hosts/context/machine-context.ts'
import { ensureLocal } from '../../local/daemon/ensure-local.ts'
import { whyNoPipelines } from '../../local/daemon/executor/executor-record.ts'
import { setReadLag } from '../../local/daemon/executor/set-read-lag.ts'
import { stateFolder } from '../../system/folders.ts'
import { networkOf } from '../../system/network.ts'
import { defineCommand } from '../command.ts'
import { describeLocal, localJson } from './running.ts'

/**
 * Starts the local AWS, or finds it running. Origins come from flags, else from `liftlock.yml` in the working
 * directory.
 */
export const up = defineCommand({
  inputs: z.object({
    iam: flag().describe('Enforce permissions, the roles of functions included.'),
    egress: flag().describe('Let functions reach public addresses.'),
    origin: list().describe(
      'Let web pages of this origin call GraphQL, such as http://localhost:5173; may be repeated.',
    ),
    noOrigins: flag().describe('Stop web pages of all origins from calling GraphQL.'),
    readLag: flag().describe('Let reads of CodePipeline be seconds late, as on AWS.'),
  }),
  notes: [
    'Origins change without a restart. Without --origin and --no-origins, local.origins in liftlock.yml counts; without that, the origins stay as they are.',
    'The lag of reads changes without a restart too; without --read-lag, reads are at once what was written.',
  ],

  async run({ iam, egress, origin, noOrigins, readLag }, { environment, signal, stderr, stdout, json }) {
    if (noOrigins && origin.length > 0)
      throw new StageError('input-invalid', '--origin and --no-origins are given together', {
        hint: 'leave one of them out',
      })
    const given = noOrigins || origin.length > 0 ? readOrigins(origin) : undefined
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
    // Without an executor no read is late either.
    await setReadLag(local, readLag).catch((error: unknown) => {
      if (readLag) throw error
    })
    const noPipelines = await whyNoPipelines(stateFolder(environment))
    stdout.write(json ? localJson(local, noPipelines) : describeLocal(local, noPipelines))
    return 0
  },
})
