import { beforeAll, expect, test } from '@jest/globals'
import type { Declaration } from '../../../src/local/codepipeline/machine/declaration.ts'
import type { RuleRecord } from '../../../src/local/codepipeline/machine/records.ts'
import { checkVariable } from '../../../src/local/codepipeline/providers/variable-check.ts'
import { renderDeclaration } from '../../../src/pipeline/definition/render-definition.ts'
import { renderPipeline } from '../../../src/pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../../src/pipeline/rendering/wanted.ts'
import { rehearsedPipeline } from '../../support/rehearsed-pipeline.ts'
import { wantedExample } from '../../support/rendered-example.ts'

let wanted: WantedPipeline
beforeAll(async () => {
  wanted = await wantedExample()
})

/** The rendered pipeline, moved by the state machine of the local CodePipeline; what it works with is scripted. */
function rehearsed() {
  const declared = JSON.stringify(renderDeclaration(renderPipeline(wanted)).pipeline)
  const pipeline = JSON.parse(declared.replaceAll('{"Ref":"Topic"}', '"arn:aws:sns:eu-west-1:333333333333:topic"'))
  const role = 'arn:aws:iam::333333333333:role/parking-desk-pipeline'
  const artifactStore = { type: 'S3', location: 'artifacts' }
  const run = rehearsedPipeline({ ...pipeline, roleArn: role, artifactStore } as Declaration)
  /** Asks a rule about a variable, as the local CodePipeline does. */
  const ask = async (rule: string) => {
    const work = run.worksOf(rule).find(({ status }) => status === 'InProgress')
    const { status } = await checkVariable({ work: work as RuleRecord })
    return status === 'Succeeded' ? run.succeed(rule) : run.fail(rule, 'RuleFailed')
  }
  const readSources = () => {
    run.succeed('Release', { outputVariables: { VersionId: 'bundle-1' } })
    run.succeed('Toolkit', { outputVariables: { VersionId: wanted.sources.toolkitVersion } })
  }
  /** Brings an execution of a release to the end of its plan. */
  const planned = async (outcome: 'succeeded' | 'no-changes') => {
    const id = run.start({ variables: [{ name: 'Release', value: '1.4.0' }] })
    readSources()
    await ask('ReleaseIsNamed')
    run.succeed('Deploy', { outputVariables: { outcome: 'succeeded', handed_on: '{"outcome":"succeeded"}' } })
    run.succeed('DeployGoesOn', { outputVariables: { release: 'd'.repeat(64) } })
    run.succeed('Gate')
    run.succeed('Plan', { outputVariables: { outcome, release: 'd'.repeat(64), fingerprint: 'f'.repeat(64) } })
    await ask('SomethingChanges')
    return id
  }
  return { ...run, ask, readSources, planned }
}

test('the creation run ends before Staging, and nothing of ours runs', async () => {
  const run = rehearsed()
  const id = run.start({ trigger: { triggerType: 'CreatePipeline' } })
  run.readSources()
  expect(run.running()).toEqual(['ReleaseIsNamed'])
  await run.ask('ReleaseIsNamed')
  expect([run.status(id), run.running()]).toEqual(['Failed', []])
  expect(run.begun()).toEqual(['Release', 'Toolkit'])
})

test('a release goes to production once the plan of exactly this release is approved', async () => {
  const run = rehearsed()
  const id = await run.planned('succeeded')
  expect(run.running()).toEqual(['Approve'])
  const [release, plan] = ['d'.repeat(64), 'f'.repeat(64)]
  expect(run.worksOf('Approve')[0]!.resolvedConfiguration.CustomData).toBe(
    [
      `Execution ${id} waits for your answer: release=${release} plan=${plan} environment=production.`,
      'The log of action Plan shows the plan.',
      'To let it in, or with the word reject to refuse it:',
      `liftlock pipeline approve parking-desk --region eu-west-1 --release ${release} --plan ${plan}`,
    ].join(' '),
  )
  run.succeed('Approve')
  run.succeed('Window')
  run.succeed('Opened')
  expect(run.running()).toEqual(['Alarm1'])
  run.succeed('Alarm1')
  expect(run.running()).toEqual(['Promote'])
  run.succeed('Promote', { outputVariables: { handed_on: '{"outcome":"still-running"}' } })
  expect(run.running()).toEqual(['PromoteGoesOn'])
  run.succeed('PromoteGoesOn')
  expect(run.running()).toEqual(['Alarm1', 'Alarm2'])
  run.succeed('Alarm1')
  run.succeed('Alarm2')
  expect(run.status(id)).toBe('Succeeded')
})

test('nobody is asked when nothing changes', async () => {
  const run = rehearsed()
  const id = await run.planned('no-changes')
  expect(run.stageStatus(id, 'Approve')).toBe('Skipped')
  expect(run.running()).toEqual(['Window'])
})

test('a rejection ends the execution, and rolls nothing back', async () => {
  const run = rehearsed()
  const id = await run.planned('succeeded')
  run.fail('Approve', 'Rejected')
  expect([run.status(id), run.running()]).toEqual(['Failed', []])
  expect(run.pipeline.executions).toHaveLength(1)
})
