import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  type ScriptedCodePipeline,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { setTransition } from './stage.ts'

let service: ScriptedCodePipeline
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  service.pipelines.set('shop', scriptedPipeline('shop'))
  const set = (enabled: boolean) => (body: Readonly<Record<string, unknown>>) => {
    const { states } = service.pipelines.get('shop')!
    const index = states.findIndex(({ stageName }) => stageName === body.stageName)
    const disabledReason = enabled ? undefined : String(body.reason)
    states[index] = { ...states[index], inboundTransitionState: { enabled, disabledReason } }
    return {}
  }
  service.handlers.DisableStageTransition = set(false)
  service.handlers.EnableStageTransition = set(true)
})
afterEach(() => service.stop())

const to = async (wanted: string, more: object = {}) =>
  (
    await runCommand(setTransition, service, {
      pipeline: 'shop',
      pipelineStage: 'Production',
      transition: wanted,
      ...more,
    })
  ).outputs

test('a stage is closed with a reason and opened again, and a state that is old decides nothing', async () => {
  expect(await to('enabled')).toEqual({ outcome: 'no-changes' })
  expect(await to('disabled', { reason: 'freeze' })).toEqual({ outcome: 'succeeded' })
  expect(await to('disabled', { reason: 'freeze' })).toEqual({ outcome: 'no-changes' })
  expect(await to('disabled', { reason: 'other' })).toEqual({ outcome: 'succeeded' })
  expect(await to('enabled')).toEqual({ outcome: 'succeeded' })
  const changes = service.calls.filter(({ name }) => name.endsWith('StageTransition')).map(({ body }) => body)
  expect(changes.map(({ reason }) => reason)).toEqual([undefined, 'freeze', 'freeze', 'other', undefined])
  expect(changes[0]).toMatchObject({ stageName: 'Production', transitionType: 'Inbound' })
})

test.each([[''], ['a; b'], ['x'.repeat(301)]])(
  'a reason that the service refuses is refused before (%#)',
  async (reason) => {
    await expect(to('disabled', { reason })).rejects.toMatchObject({ reason: 'input-invalid' })
    expect(service.calls).toEqual([])
  },
)

test('a stage that does not exist is named with those that do', async () => {
  await expect(to('enabled', { pipelineStage: 'Prod' })).rejects.toMatchObject({
    reason: 'input-invalid',
    hint: 'it has Source, Build, Approval, Production',
  })
})
