import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandLine, Ended } from '../support/command-line.ts'
import { accounts, shopFiles, type Version } from './application.ts'
import type { Delivered, DeliveryHost, StepEnd, StepName, Wanted } from './delivery.ts'
import type { Ground } from './ground.ts'
import { endOperation, freeLease, operationRuns } from './interruption.ts'

/** What a command printed with `--json`. */
export interface Printed {
  readonly outcome: string
  readonly outputs?: Readonly<Record<string, string>>
  readonly error?: { readonly reason: string; readonly message: string }
}

/** Commands of a terminal, signed in to an account; `role` of the environment does the rest. */
export function terminalOf(ground: Ground, account: string) {
  const environment = { ...ground.aws.environment, ...ground.keysOf(account), AWS_REGION: 'eu-west-1' }
  const { line } = ground
  return {
    start: (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
      line.start([...args, '--json'], { environment: { ...environment, ...more } }),
    run: (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
      line.run([...args, '--json'], { ...environment, ...more }),
  }
}

/** What it printed. @throws Error with what it said instead */
export function printed({ stdout, stderr, code }: Ended): Printed {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`exit code ${code}: ${stdout}${stderr}`)
  }
}

/** How a step ended, by its command. */
export function stepEnd(ended: Ended): StepEnd {
  const { outcome, error } = printed(ended)
  return { outcome, ...(error && { reason: error.reason }), exitCode: ended.code }
}

/** Seals a version in the bucket of staging. @returns the digest of the release */
export async function packaged(ground: Ground, version: Version, ...args: string[]): Promise<string> {
  const folder = folderOf(ground.line)
  writeFiles(folder, shopFiles(version))
  const terminal = terminalOf(ground, accounts.staging)
  const ended = await terminal.run(['package', folder, '--environment', 'staging', '--configuration', folder, ...args])
  const { outputs, error } = printed(ended)
  if (error) throw new Error(`package: ${error.reason}: ${error.message}`)
  return outputs!.release!
}

const folderOf = (line: CommandLine) => join(line.folder, 'shop')

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/** The commands of one step; the next step takes what the one before it gave. */
export function stepArguments(step: StepName, release: string, plan: string | undefined): readonly string[] {
  const environment = step === 'deploy' || step === 'gate' ? 'staging' : 'production'
  const command = { deploy: 'deploy', gate: 'quality-gate', plan: 'promote', promote: 'promote' }[step]
  return [
    ...[command, '--release', release, '--environment', environment],
    ...(environment === 'production' ? ['--from', 'staging'] : []),
    ...(step === 'plan' ? ['--plan-only'] : []),
    ...(step === 'promote' ? ['--plan', plan!] : []),
  ]
}

/** Kills a command in the middle of its operation, and types it again. @returns how the second one ended */
async function resumed(ground: Ground, args: readonly string[]): Promise<Ended> {
  const terminal = terminalOf(ground, accounts.staging)
  const first = terminal.start(args)
  await operationRuns(ground)
  first.child.kill('SIGKILL')
  await first.ended
  await freeLease(ground)
  const second = terminal.start(args)
  await endOperation(ground)
  return second.ended
}

/** Somebody deploys the kept release to staging again. */
export async function deployKept(ground: Ground): Promise<void> {
  const args = [...stepArguments('deploy', ground.kept, undefined), '--configuration', folderOf(ground.line)]
  const { error } = printed(await terminalOf(ground, accounts.staging).run(args))
  if (error) throw new Error(`deploy: ${error.reason}: ${error.message}`)
}

/** Somebody types the commands one after the other, and stops at the first that fails. */
export function terminalHost(ground: Ground): DeliveryHost {
  const terminal = terminalOf(ground, accounts.staging)
  return {
    name: 'terminal',
    async deliver({ version, between, answer = 'yes', isKilled }: Wanted): Promise<Delivered> {
      const release = await packaged(ground, version)
      const steps: Partial<Record<StepName, StepEnd>> = {}
      let plan: string | undefined
      for (const step of ['deploy', 'gate', 'plan', 'promote'] as const) {
        if (step === 'promote' && (answer === 'no' || steps.plan?.outcome === 'no-changes')) break
        const args = [...stepArguments(step, release, plan), '--configuration', folderOf(ground.line)]
        const ended = step === 'promote' && isKilled ? await resumed(ground, args) : await terminal.run(args)
        steps[step] = stepEnd(ended)
        if (ended.code !== 0) break
        if (step === 'plan') plan = printed(ended).outputs?.fingerprint
        if (between?.after === step) await between.happens()
      }
      return { release, plan, steps }
    },
  }
}
