import { expect, test } from '@jest/globals'
import { unmetSignature } from './awaited-signature.ts'
import { unsigned } from './signing.ts'

const awaited = [{ by: 'production', stage: 'quality-gate', signers: ['gate', 'audit'] }]

test('a stage whose evidence will not be signed as required says so before it works', () => {
  expect(unmetSignature('quality-gate', awaited, unsigned)).toBe(
    'the evidence of this quality-gate will be unsigned, and production requires a signature of gate or audit',
  )
  const other = { name: 'laptop', text: 'signed by laptop' }
  expect(unmetSignature('quality-gate', awaited, other)).toContain('signed by laptop')
})

test('a stage that signs as required, or of which nothing is required, says nothing', () => {
  const signing = { name: 'audit', text: 'signed by audit' }
  expect(unmetSignature('quality-gate', awaited, signing)).toBeUndefined()
  expect(unmetSignature('deploy', awaited, unsigned)).toBeUndefined()
})
