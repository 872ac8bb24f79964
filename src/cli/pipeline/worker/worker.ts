import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { count, flag, list } from '../../../core/inputs/kinds.ts'
import { networkInputs } from '../../../core/inputs/network-inputs.ts'
import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { JobType } from '../../../core/ports/jobs.ts'
import { next, see } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { knownStages, readPolicy, usualInputs, usualStages } from '../../../hosts/codepipeline/jobs/job-policy.ts'
import { actionProperties, queueProperty } from '../../../hosts/codepipeline/worker/action-type.ts'
import type { HoldingWorld } from '../../../hosts/codepipeline/worker/held-job.ts'
import { fileJournal } from '../../../hosts/codepipeline/worker/journal.ts'
import { work } from '../../../hosts/codepipeline/worker/work.ts'
import { shownSinks } from '../../../hosts/shared/shown-sink.ts'
import { describeAll, stages } from '../../../stages/stages.ts'
import { stateFolder } from '../../../system/folders.ts'
import { networkOf } from '../../../system/network.ts'
import { nodeClock } from '../../../system/node-clock.ts'
import { awsFor } from '../../aws.ts'
import { type CommandWorld, defineCommand } from '../../command.ts'
import { namedLog, workerLine } from './worker-lines.ts'

const word = (longest: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{1,${longest}}$`), {
    error: `expected 1 to ${longest} letters, digits, hyphens and underscores`,
  })

const inputs = z.object({
  category: z
    .enum(['Build', 'Deploy', 'Test', 'Invoke'])
    .default('Deploy')
    .describe('Category of the custom action type.'),
  provider: word(35).default('Liftlock').describe('Provider of the custom action type.'),
  version: word(9).default('1').describe('Version of the custom action type.'),
  queue: word(20).default('liftlock').describe('Queue that an action names, so that its job comes to this worker.'),
  pipelines: list().describe('Pipelines whose jobs are run. Default: all.'),
  stages: list().describe(`Stages that a job may run. Default: ${usualStages.join(', ')}.`),
  allow: list().describe(
    `Inputs that an action may give: NAME, or NAME=VALUE for each value that it may have. Default: ${usualInputs.join(', ')}.`,
  ),
  set: list(/\n/).describe('Inputs of every job, as NAME=VALUE, one a line; an action cannot change them.'),
  atOnce: count(1, 20).default(1).describe('How many jobs run at a time.'),
  once: flag().describe('End after one job.'),
  drain: flag().describe('End when no job waits.'),
  every: count(1, 300).default(10).describe('Seconds between two questions for jobs.'),
  renew: count(0, 720).default(30).describe('Minutes after which a job is renewed; 0 for never.'),
  keepOffered: flag().describe(
    'Leave jobs in the queue of the service while they run, so that any worker goes on after a crash, without a shared folder.',
  ),
  name: word(30).optional().describe('Name of this worker, for readers of the pipeline. Default: that of the machine.'),
  state: z
    .string()
    .optional()
    .describe('Folder in which workers note their jobs. Share it, so that another worker goes on after a crash.'),
  register: flag().describe('Create the custom action type if the account does not have it, and end.'),
  region: z.string().optional().describe('AWS region. Default: that of the shell.'),
  account: z.string().optional().describe('AWS account, twelve digits; other credentials are refused.'),
  role: z
    .string()
    .optional()
    .describe('ARN of the role to assume for the jobs themselves; stages take the role of their environment.'),
  ...networkInputs,
})

/** Runs stages for custom actions of any pipeline, until a signal ends it. */
export const worker = defineCommand({
  inputs,
  notes: [
    'A signal (Ctrl-C) ends the stages that run and hands their jobs back, for another worker. A second one ends it at once.',
    'An action chooses a stage and its inputs; which ones, only you decide. The guide: liftlock explain codepipeline.',
  ],

  async run(given, world) {
    const network = networkOf(world.environment, given.httpProxy)
    const { region, account, role } = given
    const target = (await awsFor(world.local, network)).at({ region, account, role })
    const type: JobType = { category: given.category, provider: given.provider, version: given.version }
    if (given.register) return register(type, target, world)
    if (given.once && given.drain)
      throw new StageError('input-invalid', 'once and drain are given together', {
        hint: next`${see('pipeline worker')}`,
      })
    const policy = readPolicy({
      pipelines: given.pipelines,
      set: given.set,
      stages: knownStages(given.stages, stages),
      allow: given.allow.length > 0 ? given.allow : usualInputs,
    })
    const holding = await holdingWorld(given, { ...world, target, policy })
    const totals = await work(
      {
        type,
        property: { name: queueProperty, value: given.queue },
        atOnce: given.atOnce,
        pause: target.isLocal ? 1000 : 1000 * (given.keepOffered ? Math.min(given.every, 10) : given.every),
        until: given.once ? 'one-job' : given.drain ? 'no-jobs' : 'signal',
      },
      holding,
    )
    return totals.untold > 0 ? 1 : 0
  },
})

type Given = z.output<typeof inputs>

interface Setting extends CommandWorld, Pick<HoldingWorld, 'policy'> {
  readonly target: AwsAccount
}

async function holdingWorld(given: Given, setting: Setting): Promise<HoldingWorld> {
  const { environment, target, policy, signal, json, local } = setting
  const { stdout, stderr } = shownSinks(setting)
  const { account } = await target.identity()
  const folder = given.state ?? join(stateFolder(environment), 'worker')
  const machine = (given.name ?? hostname()).replace(/[^A-Za-z0-9-]/g, '-').slice(0, 30)
  return {
    environment,
    clock: nodeClock,
    aws: (network) => awsFor(local, network),
    policy,
    stages,
    others: describeAll,
    reports: join(folder, 'reports'),
    jobs: await target.jobs(),
    pipelines: await target.pipelines(),
    journal: fileJournal(join(folder, `${account}-${target.region}`), nodeClock),
    worker: `${machine}-${randomBytes(4).toString('hex')}`,
    signal,
    keepsOffered: given.keepOffered,
    renewAfter: given.renew === 0 ? undefined : given.renew * 60_000,
    log: (place) => namedLog(stderr, place),
    tell: (event) => stdout.write(`${workerLine(event, json, nodeClock.now())}\n`),
  }
}

async function register(type: JobType, target: AwsAccount, { json, stdout }: CommandWorld): Promise<number> {
  const jobs = await target.jobs()
  const name = `${type.category}/${type.provider}/${type.version}`
  const isThere = (await jobs.types()).some((each) => `${each.category}/${each.provider}/${each.version}` === name)
  if (!isThere) await jobs.register({ ...type, properties: actionProperties, inputArtifacts: 5 })
  const outcome = isThere ? 'no-changes' : 'succeeded'
  const text = `the action type ${name} ${isThere ? 'is there already' : 'was created'}`
  stdout.write(json ? `${JSON.stringify({ outcome, type })}\n` : `${text}\n`)
  return 0
}
