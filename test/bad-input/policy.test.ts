import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { cleanup } from '../../src/stages/cleanup/stage.ts'
import { deploy } from '../../src/stages/deploy/stage.ts'
import { packageStage } from '../../src/stages/package/stage.ts'
import { pipeline } from '../../src/stages/pipeline/stage.ts'
import { promote } from '../../src/stages/promote/stage.ts'
import { qualityGate } from '../../src/stages/quality-gate/stage.ts'
import { describeAll } from '../../src/stages/stages.ts'
import { verify } from '../../src/stages/verify/stage.ts'
import { testContext } from '../support/test-context.ts'

/* A policy that can never be met is refused by every stage that reads it, before anything is asked of AWS. */
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-policy-'))
  await writeFile(join(folder, 'template.json'), '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}')
})
afterEach(() => rm(folder, { recursive: true }))

const configure = (requires: string) =>
  writeFile(
    join(folder, 'liftlock.yml'),
    `application: shop\nenvironments: { staging: {}, production: { requires: [${requires}] } }\n`,
  )
const release = 'a'.repeat(64)
/** AWS that nobody may ask. */
const context = () =>
  testContext({
    aws: {
      at: () => {
        throw new Error('AWS was asked')
      },
    },
  })

const stages = {
  package: (configuration = folder) =>
    packageStage.run(packageStage.inputs.parse({ source: folder, configuration, environment: 'staging' }), context()),
  deploy: (configuration = folder) =>
    deploy.run(deploy.inputs.parse({ release, environment: 'staging', configuration }), context()),
  'quality-gate': (configuration = folder) =>
    qualityGate.run(qualityGate.inputs.parse({ environment: 'staging', configuration }), context()),
  promote: (configuration = folder) => promote.run(promote.inputs.parse({ release, configuration }), context()),
  verify: (configuration = folder) =>
    verify.run(verify.inputs.parse({ evidence: 'gate.json', configuration }), context()),
  cleanup: (configuration = folder) => cleanup.run(cleanup.inputs.parse({ configuration }), context()),
  pipeline: (configuration = folder) =>
    pipeline.run(pipeline.inputs.parse({ command: 'list', environment: 'staging', configuration }), context()),
}

test('these are the stages that read a configuration', async () => {
  const reading = (await describeAll()).filter(({ inputs }) => inputs.some(({ name }) => name === 'configuration'))
  // A release reads it only for a sealed release, as a promotion does.
  expect(reading.map(({ name }) => name).filter((name) => name !== 'release')).toEqual(Object.keys(stages))
})

test.each(Object.entries(stages))('%s reads the file that is given as its configuration', async (_, run) => {
  await writeFile(join(folder, 'other.yml'), 'application: Shop\n')
  await configure('quality-gate@staging')
  await expect(run(join(folder, 'other.yml'))).rejects.toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringContaining(join(folder, 'other.yml')),
  })
})

test.each(Object.entries(stages))(
  '%s refuses a requirement of an environment that is not there, at its start',
  async (_, run) => {
    await configure('quality-gate@stagin')
    await expect(run()).rejects.toMatchObject({
      reason: 'configuration-invalid',
      message: expect.stringContaining('environments.production.requires.0: there is no environment stagin'),
      hint: 'did you mean staging?',
    })
  },
)

test.each(Object.entries(stages))('%s refuses an environment that waits for itself, at its start', async (_, run) => {
  await configure('quality-gate@production')
  await expect(run()).rejects.toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringContaining(
      'no release could ever be deployed to production: it requires evidence about itself',
    ),
  })
  await configure('deploy@staging] }, other: { requires: [deploy@last] }, last: { requires: [deploy@other')
  await expect(run()).rejects.toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringContaining('no release could ever be deployed to other: last requires'),
  })
})

test.each(Object.entries(stages))(
  '%s refuses a requirement of a stage that is not there, at its start',
  async (_, run) => {
    await configure('gate@staging')
    await expect(run()).rejects.toMatchObject({
      reason: 'configuration-invalid',
      message: expect.stringContaining('stage gate leaves no evidence that can be required'),
      hint: 'there are quality-gate, deploy',
    })
  },
)
