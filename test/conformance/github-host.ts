import { readFileSync } from 'node:fs'
import { starter } from '../act/toolkit-copy.ts'
import { openWorld, type Repository, type World } from '../act/world.ts'
import { builtEntries, testJob } from '../support/action-process.ts'
import { processesBelow } from '../support/processes-below.ts'
import { startTokenService } from '../support/token-service.ts'
import { shopFiles } from './application.ts'
import type { Delivered, DeliveryHost, StepEnd, StepName, Wanted } from './delivery.ts'
import type { Ground } from './ground.ts'
import { endOperation, freeLease, operationRuns } from './interruption.ts'

/** Jobs of the callable workflows by the steps that they run. */
const jobs: Readonly<Record<StepName, string>> = {
  deploy: 'verify/deploy',
  gate: 'verify/gate',
  plan: 'promote/plan',
  promote: 'promote/execute',
}

/** A push to a repository that was set up by copying its starter, on a local runner. */
export async function githubHost(ground: Ground, command: string) {
  const world = openWorld(command, builtEntries)
  const tokens = await startTokenService('repo:acme/shop:environment:staging', {
    secret: ground.aws.local.secretAccessKey,
  })
  Object.assign(world.environment, ground.aws.environment, tokens.environment)
  const workflow = starter('cloudformation.yml')
    .replace('source: template.yaml', 'source: template.json')
    .replace('gate: false', 'gate: true')
  const shop = world.repository('shop', { '.github/workflows/deliver.yml': workflow })
  const host: DeliveryHost = { name: 'github', deliver: (wanted) => deliver({ ground, world, shop }, wanted) }
  const close = async () => {
    await tokens.stop()
    world.close()
  }
  return { host, close }
}

interface Place {
  readonly ground: Ground
  readonly world: World
  readonly shop: Repository
}

async function deliver(place: Place, { version, between, isKilled }: Wanted): Promise<Delivered> {
  const { shop } = place
  shop.write(shopFiles(version))
  if (shop.git('status', '--porcelain') !== '') shop.push(`Say ${version.word}`)
  const running = shop.run('push', {
    ...(between && { between: { after: jobs[between.after], happens: between.happens } }),
  })
  if (isKilled) await killStep(place)
  const run = await running
  const release = run.outputs['deliver/package']?.release
  if (release === undefined) throw new Error(run.text)
  const plan = run.outputs[jobs.plan]?.fingerprint
  const steps = Object.entries(jobs).flatMap(([step, job]) => {
    const end = stepEnd(run.outputs[job] ?? {}, run.exitCodes[job] ?? 0)
    return run.jobs[job] === undefined ? [] : [[step, end] as const]
  })
  const again = isKilled ? { promote: await promoteAgain(place, release, plan!) } : {}
  return { release, plan, steps: { ...Object.fromEntries(steps), ...again } }
}

function stepEnd({ outcome, 'failure-reason': reason }: Readonly<Record<string, string>>, exitCode: number): StepEnd {
  return { outcome: outcome!, ...(reason && { reason }), exitCode }
}

/** Kills the step that promotes, in the middle of its operation. */
async function killStep({ ground, world }: Place): Promise<void> {
  await operationRuns(ground)
  const isStep = (id: number) => readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('promote.js')
  const [step] = (await processesBelow(world.folder)).filter(isStep)
  if (step === undefined) throw new Error('no step promotes')
  process.kill(step, 'SIGKILL')
}

/** Runs the failed job again. The local runner cannot, so its step is started as a runner starts it. */
async function promoteAgain({ ground, world, shop }: Place, release: string, plan: string): Promise<StepEnd> {
  const job = testJob({
    ...world.environment,
    GITHUB_REPOSITORY: shop.name,
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_ACTOR: 'alice',
  })
  try {
    await freeLease(ground)
    const inputs = { release, plan, environment: 'production', from: 'staging', configuration: shop.folder }
    const running = job.run('promote', inputs)
    await endOperation(ground)
    const { outputs, code } = await running
    return stepEnd(outputs, code)
  } finally {
    job.remove()
  }
}
