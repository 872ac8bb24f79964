import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { parseConfiguration } from './configuration.ts'
import { findTarget, type TargetInputs, targetOf } from './target.ts'

const text = `application: shop
signers: {}
environments:
  bare: {}
  full:
    region: eu-west-1
    account: "111111111111"
    role: arn:aws:iam::111111111111:role/file
    bucket: file-bucket
    stack: file-stack
    signing-key: alias/file
`
const configuration = await parseConfiguration(text, 'liftlock.yml')

const given = {
  region: 'us-east-1',
  account: '222222222222',
  role: 'arn:aws:iam::222222222222:role/input',
  bucket: 'input-bucket',
  stack: 'input-stack',
  signingKey: 'alias/input',
} as const
const inFile = {
  region: 'eu-west-1',
  account: '111111111111',
  role: 'arn:aws:iam::111111111111:role/file',
  bucket: 'file-bucket',
  stack: 'file-stack',
  signingKey: 'alias/file',
} as const
const named = { bucket: 'shop-artifacts-bare', stack: 'shop-bare' } as const
const nothing = {}

type Values = Readonly<Partial<Record<keyof typeof given, string>>>
type Row = readonly [
  member: keyof typeof given,
  environment: string | undefined,
  inputs: TargetInputs,
  expected: Values,
]

const members = Object.keys(given) as (keyof typeof given)[]
/** Each member: given or not, with an environment that has it, one that has nothing, and none at all. */
const rows = members.flatMap((member): Row[] => [
  [member, 'full', { [member]: given[member] }, { ...inFile, [member]: given[member] }],
  [member, 'bare', { [member]: given[member] }, { ...named, [member]: given[member] }],
  [member, undefined, { [member]: given[member] }, { [member]: given[member] }],
])
const all: readonly Row[] = [
  ...rows,
  ['stack', 'full', given, given],
  ['stack', 'bare', given, given],
  ['stack', undefined, given, given],
  ['stack', 'full', nothing, inFile],
  ['stack', 'bare', nothing, named],
  ['stack', undefined, nothing, nothing],
]

test.each(all)('%s, environment %s, given %j: %j', (_, environment, inputs, expected) => {
  const target = targetOf(configuration, { ...inputs, environment })
  const { region, account, role } = target.aws
  const { stack, bucket, signingKey } = target
  const values = { region, account, role, bucket, stack, signingKey }

  expect(values).toEqual({ ...Object.fromEntries(members.map((member) => [member, undefined])), ...expected })
  expect(target.environment === undefined).toBe(environment === undefined)
  expect(target.environment ?? values).toMatchObject(values)
})

test.each<[TargetInputs, string | undefined]>([
  [{}, 'shop'],
  [{ application: 'till' }, 'till'],
  [{ environment: 'bare' }, 'shop'],
  [{ environment: 'bare', application: 'till' }, 'till'],
])('the application of %j is %s', (inputs, application) => {
  expect(targetOf(configuration, inputs).application).toBe(application)
})

test('names that nobody wrote follow the application that is given', () => {
  const target = targetOf(configuration, { environment: 'bare', application: 'till' })
  expect(target).toMatchObject({ stack: 'till-bare', bucket: 'till-artifacts-bare' })
})

test('a given bucket is an artifact bucket beside those of the file, and comes first', () => {
  const { environment } = targetOf(configuration, { environment: 'full', bucket: 'input-bucket' })
  expect(environment.artifactBuckets).toEqual(['input-bucket', 'file-bucket', 'shop-artifacts-bare'])
})

test('an environment that the file does not have is refused, also with a stack', () => {
  const unknown = () => targetOf(configuration, { environment: 'moon', stack: 'moon-stack' })
  expect(unknown).toThrow(expect.objectContaining({ reason: 'environment-unknown' }))
})

test('where it may be unknown, its stack has to be given', () => {
  const rules = { mayBeUnknown: true }
  const target = targetOf(configuration, { environment: 'moon', stack: 'moon-stack', bucket: 'moon' }, rules)
  expect(target).toMatchObject({ environment: undefined, stack: 'moon-stack', bucket: 'moon', application: 'shop' })
  const unknown = () => targetOf(configuration, { environment: 'moon' }, rules)
  expect(unknown).toThrow(expect.objectContaining({ reason: 'environment-unknown' }))
  expect(targetOf(configuration, { environment: 'full', stack: 'moon-stack' }, rules).environment).toMatchObject({
    bucket: 'file-bucket',
    stack: 'moon-stack',
  })
})

let tree: Awaited<ReturnType<typeof writeTree>>
beforeAll(async () => {
  tree = await writeTree({ 'liftlock.yml': text, 'other.yml': text.replace('file-stack', 'other-stack') })
})
afterAll(() => tree.remove())

test.each([
  ['the folder of liftlock.yml', '.', 'file-stack'],
  ['liftlock.yml itself', 'liftlock.yml', 'file-stack'],
  ['a file of another name', 'other.yml', 'other-stack'],
])('%s is the configuration', async (_, place, stack) => {
  const configuration = join(tree.folder, place)
  expect(await findTarget({ environment: 'full', configuration }, testContext())).toMatchObject({ stack })
})

test('a place that is neither a file nor a folder is named', async () => {
  const configuration = join(tree.folder, 'nowhere')
  const missing = findTarget({ environment: 'full', configuration }, testContext())
  await expect(missing).rejects.toMatchObject({ reason: 'file-missing', message: expect.stringContaining('nowhere') })
})
