import { join } from 'node:path'
import { DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'
import { type CopiedModel, copyParking } from '../support/copied-parking.ts'
import { localClients } from '../support/local-clients.ts'

/* What goes wrong on the way leaves buckets and stacks as they were. The tests follow one another on one local AWS. */
const minutes = 60_000
let line: CommandLine
let model: CopiedModel

beforeAll(async () => {
  line = commandLine()
  model = copyParking(join(line.folder, 'parking'))
  expect((await ship()).code).toBe(0)
}, 3 * minutes)
afterAll(() => line.close(), minutes)

const ship = (...args: string[]) => line.run(['ship', 'parking', '--local', '--no-tests', '--json', ...args])
const errorOf = ({ stdout }: Ended) => JSON.parse(stdout).error as { reason: string; message: string }

const places = {
  staging: { account: '111111111111', bucket: 'parking-desk-artifacts-staging', stack: 'parking-desk-staging' },
  production: { account: '222222222222', bucket: 'parking-desk-artifacts', stack: 'parking-desk' },
} as const

/** What an account holds: the objects of its bucket by key and content, the stack with its template. */
async function stateOf(environment: keyof typeof places) {
  const { account, bucket, stack } = places[environment]
  const local = await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') })
  const { s3, cloudformation } = localClients(local!, account)
  const [listed, described, template] = await Promise.all([
    s3.send(new ListObjectsV2Command({ Bucket: bucket })),
    cloudformation.send(new DescribeStacksCommand({ StackName: stack })),
    cloudformation.send(new GetTemplateCommand({ StackName: stack })),
  ])
  const objects = (listed.Contents ?? []).map(({ Key, ETag }) => `${Key} ${ETag}`)
  const { StackStatus, LastUpdatedTime, Parameters } = described.Stacks![0]!
  return { objects, StackStatus, LastUpdatedTime, Parameters, template: template.TemplateBody }
}

test(
  'a model with an error reaches neither bucket nor stack',
  async () => {
    const before = [await stateOf('staging'), await stateOf('production')]
    model.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE =')
    const ended = await ship()
    expect(ended.code).toBe(1)
    expect(errorOf(ended).reason).toBe('model-invalid')
    expect(ended.stderr).toContain('parking/lib/Pricing.py:')
    expect([await stateOf('staging'), await stateOf('production')]).toEqual(before)
    model.edit('lib/Pricing.py', 'MINIMUM_RATE =', 'MINIMUM_RATE = 1.0')
  },
  2 * minutes,
)

test(
  'an artifact that cannot be made because the disk is full leaves bucket and stack',
  async () => {
    model.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 1.25')
    expect((await ship('--until', 'generate')).code).toBe(0)
    const before = await stateOf('staging')
    const args = ['package', 'build/parking-desk', '--configuration', 'parking', '--export', 'release.zip', '--json']
    const ended = await line.start(args, { fileBlocks: 40 }).ended
    expect(ended.code).toBe(1)
    expect(errorOf(ended)).toMatchObject({ reason: 'disk-full', message: expect.stringContaining('release.zip') })
    expect(await stateOf('staging')).toEqual(before)
  },
  2 * minutes,
)

test(
  'a scenario that never gets its trace says for which it waited, where it is written, and how long',
  async () => {
    const before = await stateOf('production')
    const trace = '<expected-trace command="Parking.Garage.Open" status="success"></expected-trace>'
    const never = '<expected-trace command="Parking.Garage.Close" status="success"></expected-trace>'
    model.edit('scenarios/OpenGarage.xml', trace, `${trace}\n    ${never}`)
    const ended = await line.run(['ship', 'parking', '--local', '--no-tests', '--json'], {
      LIFTLOCK_TRACE_TIMEOUT: '3',
    })
    expect(ended.code).toBe(1)
    expect(errorOf(ended).reason).toBe('gate-failed')
    expect(ended.stderr).toMatch(/parking\/scenarios\/OpenGarage\.xml:1\d/)
    expect(ended.stderr).toContain('Parking.Garage.Close')
    expect(ended.stderr).toMatch(/after 3(\.\d)? s/)
    expect(await stateOf('production')).toEqual(before)
  },
  2 * minutes,
)
