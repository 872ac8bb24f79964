import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, commandLine, type Ended, outputsOf } from '../support/command-line.ts'

/* The line through a pipeline of the local CodePipeline, with permissions enforced. The tests follow one another. */
const minutes = 60_000
let line: CommandLine

beforeAll(() => {
  line = commandLine()
  cpSync(join(packageRoot(), 'examples', 'parking'), join(line.folder, 'parking'), { recursive: true })
})
afterAll(() => line.close(), minutes)

const ship = (...args: string[]) => line.run(['ship', 'parking', '--via', 'codepipeline', '--json', ...args])
const outcomes = (ended: Ended) => {
  const { stages } = outputsOf(ended) as { stages: readonly { step: string; outcome: string }[] }
  return Object.fromEntries(stages.map(({ step, outcome }) => [step, outcome]))
}
const delivered = {
  generate: 'succeeded',
  package: 'succeeded',
  pipeline: 'succeeded',
  staging: 'succeeded',
  'quality gate': 'succeeded',
  plan: 'succeeded',
  approval: 'succeeded',
  production: 'succeeded',
}

test.each([
  [[], 'a pipeline is rehearsed on the local AWS only'],
  [['--local', '--until', 'staging'], 'a pipeline does not stop after staging'],
  [['--local', '--rerun'], 'the gate of a pipeline takes no test command'],
])('%j is refused before anything happens', async (args, message) => {
  const ended = await ship(...args)
  expect(ended.code).toBe(2)
  expect(JSON.parse(ended.stdout).error).toMatchObject({
    reason: 'input-invalid',
    message: expect.stringContaining(message),
  })
})

test(
  'a model becomes production in a second account, by a pipeline that is rendered, deployed and approved',
  async () => {
    const ended = await ship('--local', '--iam')

    expect(ended.code).toBe(0)
    expect(outcomes(ended)).toEqual(delivered)
    expect(ended.stderr).toContain('approval: approved by parking-desk-approver (')
    const { stages, release } = outputsOf(ended)
    const production = stages.find(({ step }: { step: string }) => step === 'production').outputs
    expect(production).toMatchObject({ release, outputs: { apiEndpoint: expect.stringMatching(/^http:/) } })
    for (const { seconds } of stages) expect(seconds).toBeGreaterThanOrEqual(0)
  },
  6 * minutes,
)

test(
  'the second delivery of the same release changes nothing, and asks nobody',
  async () => {
    const ended = await ship('--local', '--iam')

    expect(ended.code).toBe(0)
    const { approval, ...others } = delivered
    expect(approval).toBe('succeeded')
    expect(outcomes(ended)).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, 'no-changes'])))
    expect(outputsOf(ended).outcome).toBe('no-changes')
  },
  6 * minutes,
)
