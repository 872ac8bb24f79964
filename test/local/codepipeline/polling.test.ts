import { expect, test } from '@jest/globals'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

/** A pipeline with a source that is polled, as it is unless its configuration says no. */
const polling = (configured: object = {}) => {
  const [source, approve] = aDeclaration().stages
  const configuration = { S3Bucket: 'sources', S3ObjectKey: 'app.zip', ...configured }
  return { ...aDeclaration(), stages: [{ ...source, actions: [{ ...source.actions[0], configuration }] }, approve] }
}
const triggers = ({ call }: ReturnType<typeof codePipelineService>) =>
  call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries.map(
    ({ trigger }: { trigger: { triggerType: string } }) => trigger.triggerType,
  )

test('a source that is polled starts an execution for each new revision, and the creation starts none', async () => {
  let newest: string | undefined
  const service = codePipelineService({ newestRevision: async () => newest })
  const { call, rest, passMinutes } = service
  const minute = async () => {
    passMinutes(1)
    await rest()
  }
  call('CreatePipeline', { pipeline: polling() })
  await rest()
  expect(triggers(service)).toEqual([])
  newest = 'v1'
  await minute()
  await minute()
  expect(triggers(service)).toEqual(['PollForSourceChanges'])
  newest = 'v2'
  await minute()
  expect(triggers(service)).toEqual(['PollForSourceChanges', 'PollForSourceChanges'])
  // An update that turns polling off, and one that turns it on again.
  call('UpdatePipeline', { pipeline: polling({ PollForSourceChanges: 'false' }) })
  newest = 'v3'
  await minute()
  expect(triggers(service)).toHaveLength(2)
  call('UpdatePipeline', { pipeline: polling({ PollForSourceChanges: 'true' }) })
  await minute()
  expect(triggers(service)).toHaveLength(3)
  call('DeletePipeline', { name: 'Garage' })
  newest = 'v4'
  await minute()
  expect(call('ListPipelines').pipelines).toEqual([])
})

test('a source that cannot be asked is asked again later', async () => {
  const lines: string[] = []
  let answers = false
  const newestRevision = async () => {
    if (!answers) throw new Error('no right to ask')
    return 'v1'
  }
  const service = codePipelineService({ newestRevision, log: (line) => lines.push(line) })
  service.call('CreatePipeline', { pipeline: polling() })
  await service.rest()
  expect([triggers(service), lines]).toEqual([
    [],
    ['Garage: the source Source/Fetch cannot be polled: no right to ask'],
  ])
  answers = true
  service.passMinutes(1)
  await service.rest()
  expect(triggers(service)).toEqual(['PollForSourceChanges'])
})
