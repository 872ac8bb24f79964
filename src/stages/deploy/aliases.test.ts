import { expect, test } from '@jest/globals'
import { withoutAliases } from './aliases.ts'
import { deployInputs } from './inputs.ts'

const read = (given: Readonly<Record<string, string>>) => withoutAliases(deployInputs.parse(given))

test.each([
  [{}, undefined, undefined],
  [{ name: 'shop' }, 'shop', undefined],
  [{ stack: 'shop' }, 'shop', undefined],
  [{ name: 'shop', stack: 'shop' }, 'shop', undefined],
  [{ s3Bucket: 'uploads' }, undefined, 'uploads'],
  [{ bucket: 'uploads' }, undefined, 'uploads'],
  [{ s3Bucket: 'uploads', bucket: 'uploads' }, undefined, 'uploads'],
])('%j means stack %s and bucket %s', (given, stack, bucket) => {
  const inputs = read(given)
  expect([inputs.stack, inputs.bucket]).toEqual([stack, bucket])
  expect([inputs.name, inputs.s3Bucket]).toEqual([undefined, undefined])
})

test.each([
  [{ name: 'shop', stack: 'till' }, 'name is "shop", and stack is "till": both mean the stack'],
  [{ s3Bucket: 'one', bucket: 'two' }, 's3-bucket is "one", and bucket is "two": both mean the bucket'],
])('%j is refused', (given, message) => {
  expect(() => read(given)).toThrow(expect.objectContaining({ reason: 'input-invalid', message }))
})
