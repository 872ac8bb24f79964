import { starter } from '../act/toolkit-copy.ts'
import { openWorld, type Repository, type World } from '../act/world.ts'
import { startTokenService, type TokenService } from '../support/token-service.ts'
import { shopFiles } from './application.ts'
import { builtFolder } from './built-folder.ts'
import type { Delivered, DeliveryHost, StepEnd, StepName, Wanted } from './delivery.ts'
import type { Ground } from './ground.ts'

/** Jobs of the callable workflows by the steps that they run. */
const jobs: Readonly<Record<StepName, string>> = {
  deploy: 'verify/deploy',
  gate: 'verify/gate',
  plan: 'promote/plan',
  promote: 'promote/execute',
}

/** A push to a repository that was set up by copying its starter, on a local runner. */
export async function githubHost(ground: Ground, command: string) {
  const world = openWorld(command, builtFolder())
  const tokens = await startTokenService('repo:acme/shop:environment:staging', {
    secret: ground.aws.local.secretAccessKey,
  })
  Object.assign(world.environment, ground.aws.environment, tokens.environment)
  const workflow = starter('cloudformation.yml')
    .replace('source: template.yaml', 'source: template.json')
    .replace('gate: false', 'gate: true')
  const shop = world.repository('shop', { '.github/workflows/deliver.yml': workflow })
  return { host: hostOf(shop), world, close: () => closed(world, tokens) }
}

async function closed(world: World, tokens: TokenService): Promise<void> {
  await tokens.stop()
  world.close()
}

function hostOf(shop: Repository): DeliveryHost {
  return {
    name: 'github',
    async deliver({ version, between }: Wanted): Promise<Delivered> {
      shop.write(shopFiles(version))
      if (shop.git('status', '--porcelain') !== '') shop.push(`Say ${version.word}`)
      const run = await shop.run('push', {
        ...(between && { between: { after: jobs[between.after], happens: between.happens } }),
      })
      const release = run.outputs['deliver/package']?.release
      if (release === undefined) throw new Error(run.text)
      const steps = Object.entries(jobs).flatMap(([step, job]) => {
        const { outcome, 'failure-reason': reason } = run.outputs[job] ?? {}
        const end: StepEnd = { outcome: outcome!, ...(reason && { reason }), exitCode: run.exitCodes[job] ?? 0 }
        return run.jobs[job] === undefined ? [] : [[step, end] as const]
      })
      const plan = run.outputs[jobs.plan]?.fingerprint
      return { release, plan, steps: Object.fromEntries(steps) }
    },
  }
}
