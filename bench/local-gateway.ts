/*
 * The cost of the local AWS's gateway: processor time of the emulator for one signed call, with the gateway and with
 * plain MiniStack. Measures processor time, because other programs on the machine do not change it. Run: npx tsx
 * bench/local-gateway.ts
 */
import { readFileSync } from 'node:fs'
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { localClients } from '../test/support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../test/support/ministack.ts'

const calls = 500
const rounds = 5

/** Processor time of a process in milliseconds (proc(5), fields `utime` and `stime`, 100 ticks a second). */
function processorMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * 10
}

async function prepare(ministack: TestMinistack) {
  const { dynamodb, s3, sts } = localClients(ministack, '111111111111')
  const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' as const }]
  const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' as const }]
  const table = { TableName: 'rows', BillingMode: 'PAY_PER_REQUEST' as const, AttributeDefinitions, KeySchema }
  await dynamodb.send(new CreateTableCommand(table))
  await s3.send(new CreateBucketCommand({ Bucket: 'desk' }))
  const text = 'x'.repeat(1024)
  const work: Readonly<Record<string, () => Promise<unknown>>> = {
    'DynamoDB PutItem, 1 KiB': () =>
      dynamodb.send(new PutItemCommand({ TableName: 'rows', Item: { pk: { S: 'a' }, text: { S: text } } })),
    'S3 PutObject, 1 KiB': () => s3.send(new PutObjectCommand({ Bucket: 'desk', Key: 'key', Body: text })),
    'STS GetCallerIdentity': () => sts.send(new GetCallerIdentityCommand({})),
  }
  return async (name: string): Promise<number> => {
    const before = processorMilliseconds(ministack.pid)
    for (let call = 0; call < calls; call += 1) await work[name]!()
    return (processorMilliseconds(ministack.pid) - before) / calls
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

const [plain, guarded] = await Promise.all([startMinistack({ launcher: false }), startMinistack()])
try {
  const [without, within] = await Promise.all([prepare(plain), prepare(guarded)])
  for (const name of ['DynamoDB PutItem, 1 KiB', 'S3 PutObject, 1 KiB', 'STS GetCallerIdentity']) {
    await without(name)
    await within(name)
    const pairs: [number, number][] = []
    for (let round = 0; round < rounds; round += 1) pairs.push([await without(name), await within(name)])
    const [before, after] = [median(pairs.map(([each]) => each)), median(pairs.map(([, each]) => each))]
    console.log(`${name}: ${before.toFixed(2)} ms without, ${after.toFixed(2)} ms with, processor time for one call`)
  }
} finally {
  await Promise.all([plain.stop(), guarded.stop()])
}
