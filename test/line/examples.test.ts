import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { localClients, until } from '../support/local-clients.ts'

/* Every other model below examples/ goes through the whole line, with permissions enforced, on one local AWS. */
const minutes = 60_000
let line: CommandLine
beforeAll(() => {
  line = commandLine()
})
afterAll(() => line.close(), minutes)

interface Example {
  readonly example: string
  readonly unitTests: number
  readonly gate: Readonly<Record<string, string | number>>
  /** An aggregate with backups. */
  readonly backup?: string
}

test.each<Example>([
  {
    example: 'hello',
    unitTests: 1,
    gate: { scenarios: 1, events: '1/1', views: '1/1', queries: '1/1' },
  },
  {
    example: 'library',
    unitTests: 10,
    gate: { scenarios: 4, events: '9/9', views: '2/2', queries: '3/3' },
    backup: 'Lending.Book',
  },
])(
  'examples/$example becomes production',
  async ({ example, unitTests, gate, backup }) => {
    cpSync(join(packageRoot(), 'examples', example), join(line.folder, example), { recursive: true })
    const validated = await line.run(['validate', example, '--json'])
    expect(JSON.parse(validated.stdout)).toMatchObject({ outcome: 'succeeded', outputs: { errors: 0, warnings: 0 } })

    const ended = await line.run(['ship', example, '--local', '--iam', '--json'])
    expect(ended.stderr).not.toContain('✗')
    expect(ended.code).toBe(0)
    const { stages } = JSON.parse(ended.stdout).outputs
    const outputsOf = (name: string) => stages.find(({ step }: { step: string }) => step === name).outputs
    expect(outputsOf('generate')).toMatchObject({ unitTests })
    expect(outputsOf('quality gate')).toMatchObject(gate)
    expect(outputsOf('production')).toMatchObject({ outputs: { apiEndpoint: expect.any(String) } })
    if (backup !== undefined) await backedUp(backup, outputsOf('staging').outputs)
  },
  3 * minutes,
)

/** Starts a backup as its schedule does, and waits for the document that the scenarios have left. */
async function backedUp(aggregate: string, { eventBus, applicationBucket }: Readonly<Record<string, string>>) {
  const { events, s3 } = localClients((await findLocal({ LIFTLOCK_HOME: join(line.folder, 'home') }))!, '111111111111')
  const Detail = JSON.stringify({ aggregate, date: '2026-01-02', after: null })
  const Entries = [{ EventBusName: eventBus, Source: 'backup', DetailType: 'Backup', Detail }]
  await events.send(new PutEventsCommand({ Entries }))
  const folder = `backup/${aggregate.replace('.', '/')}/`
  await until(async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: applicationBucket, Prefix: folder }))
    return Contents.some(({ Key }) => Key?.endsWith('/2026-01-02.json'))
  }, 60)
}
