import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { localRunner } from '../act/local-runner.ts'
import { cases, type HostName, keptVersion } from './cases.ts'
import { codepipelineHost, type Followed } from './codepipeline-host.ts'
import type { Delivered, DeliveryHost } from './delivery.ts'
import { type Said, saidAbout } from './evidence.ts'
import { githubHost } from './github-host.ts'
import { type Ground, openGround } from './ground.ts'
import { terminalHost } from './terminal-host.ts'

/*
 * One delivery through every host, from the same state of one local AWS: terminal, GitHub (act), CodePipeline (the rendered
 * pipeline). They end equally, and leave the same evidence.
 */
const minutes = 60_000
let ground: Ground
let hosts: readonly DeliveryHost[]
let closeGithub: (() => Promise<void>) | undefined

beforeAll(async () => {
  ground = await openGround()
  const terminal = terminalHost(ground)
  const { release, steps } = await terminal.deliver({ version: keptVersion })
  expect(steps.promote).toEqual({ outcome: 'succeeded', exitCode: 0 })
  await ground.keep(keptVersion, release)
  const codepipeline = await codepipelineHost(ground)
  const github = localRunner === undefined ? undefined : await githubHost(ground, localRunner)
  closeGithub = github?.close
  hosts = [terminal, ...(github ? [github.host] : []), codepipeline]
}, 4 * minutes)

afterAll(async () => {
  await closeGithub?.()
  await ground?.close()
}, minutes)

interface Ending {
  readonly delivered: Delivered
  readonly said: Said
}

test.each(cases)(
  '$title',
  async ({ wanted, steps, more = {}, followed, lackedBy = {}, leavesProduction = false }) => {
    const having = hosts.filter(({ name }) => !Object.hasOwn(lackedBy, name))
    const endings: Partial<Record<HostName, Ending>> = {}
    for (const host of having) {
      await ground.goBack()
      const delivered = await host.deliver(wanted(ground))
      endings[host.name] = { delivered, said: saidAbout(delivered, await ground.contents()) }
    }
    const all = Object.entries(endings)

    expect(all.map(([name, { delivered }]) => [name, delivered.steps])).toEqual(
      having.map(({ name }) => [name, { ...steps, ...more[name] }]),
    )
    expect(new Set(all.map(([, { delivered }]) => delivered.release)).size).toBe(1)
    // A fingerprint counts the newest event of the stack in, so it is equal only where nobody changes the stack.
    if (leavesProduction) expect(new Set(all.map(([, { delivered }]) => delivered.plan)).size).toBe(1)
    for (const [, { said }] of all) expect(said).toEqual(endings.terminal!.said)
    if (endings.codepipeline !== undefined)
      expect((endings.codepipeline.delivered as Followed).followed).toEqual(followed ?? Object.values(steps).at(-1))
  },
  8 * minutes,
)
