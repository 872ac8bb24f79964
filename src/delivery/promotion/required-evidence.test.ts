import { expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../test/support/in-memory-objects.ts'
import { deploymentType, statementOf, testResultType, writeEvidence } from '../evidence.ts'
import { requireEvidence } from './required-evidence.ts'

const release = 'a'.repeat(64)

/** Asks for evidence of a stage on staging, where one statement of that stage lies. */
async function requireAfter(stage: string, type: string, predicate: Readonly<Record<string, unknown>>) {
  const objects = inMemoryObjects()
  const address = { bucket: 'b', release, stage, environment: 'staging' }
  await writeEvidence(objects, address, statementOf('shop', release, type, predicate), new Date(0))
  const target = { name: 'production', requires: [{ stage, environment: 'staging' }] }
  return requireEvidence({ objects, bucket: 'b' }, release, target)
}

test('a gate that passed lets a release in, and one that did not says where to look', async () => {
  expect(await requireAfter('quality-gate', testResultType, { result: 'PASSED' })).toHaveLength(1)
  await expect(requireAfter('quality-gate', testResultType, { result: 'FAILED' })).rejects.toMatchObject({
    reason: 'evidence-failed',
  })
})

test('a deployment to staging lets a release in where that is asked for, and never in place of a gate', async () => {
  expect(await requireAfter('deploy', deploymentType, { environment: 'staging' })).toHaveLength(1)
  for (const [stage, type] of [['quality-gate', deploymentType] as const, ['deploy', testResultType] as const])
    await expect(requireAfter(stage, type, { result: 'PASSED' })).rejects.toMatchObject({ reason: 'evidence-failed' })
})
