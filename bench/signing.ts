import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { awsAtEndpoint } from '../src/aws/clients.ts'
import { openStatement, sealStatement } from '../src/delivery/evidence/signing/envelope.ts'
import { fileSigner } from '../src/delivery/evidence/signing/file-signer.ts'
import { findSigner } from '../src/delivery/evidence/signing/find-signer.ts'
import { validSigners } from '../src/delivery/evidence/signing/signatures.ts'
import { statementOf } from '../src/delivery/evidence/statement.ts'
import { nodeFiles } from '../src/system/node-files.ts'
import { localClients } from '../test/support/local-clients.ts'
import { startMinistack } from '../test/support/ministack.ts'
import { passedGate } from '../test/support/staged-evidence.ts'
import { machineLine } from './rounds.ts'

/**
 * The cost of signing evidence of 200 scenarios: sealing without a key and with each kind of key, in turn within a
 * round, and the time for a stage to find its key. KMS is the emulator on this machine, so its row includes our calls
 * but no network.
 */
const rounds = Number(process.argv[2] ?? 200)
const account = '111111111111'
const release = 'a'.repeat(64)
const stackId = `arn:aws:cloudformation:eu-west-1:${account}:stack/shop-staging/1f0c`
const staged = { application: 'shop', environment: 'staging', stackId, gate: 'c'.repeat(64) }
const passedTests = Array.from({ length: 200 }, (_, index) => `Scenario${index}`)
const statement = statementOf(release, passedGate(staged, { passedTests }))

const folder = await mkdtemp(join(tmpdir(), 'liftlock-signing-'))
const ministack = await startMinistack()
try {
  const path = join(folder, 'key.pem')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const { kms } = localClients(ministack, account)
  const made = await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }))
  const key = made.KeyMetadata!.Arn!
  const aws = awsAtEndpoint(ministack.endpoint, {
    region: 'eu-west-1',
    account,
    secretAccessKey: ministack.secretAccessKey,
  })
  const context = { aws, files: nodeFiles, report: () => {} }
  const local = await fileSigner(path, context)
  const remote = (await findSigner(key, { account }, context))!
  const signed = await sealStatement(statement, local)
  const declared = [{ name: 'gate', publicKey: local.publicKey }]
  await show({
    'sealed without a key': () => sealStatement(statement, undefined),
    'sealed with a key in a file': () => sealStatement(statement, local),
    'sealed with a key of KMS (emulator)': () => sealStatement(statement, remote),
    'opened and checked against one key': async () => validSigners(openStatement(signed, 'k'), declared),
    'key in a file found, once a stage': () => findSigner(path, {}, context),
    'key of KMS found, once a stage (emulator)': () => findSigner(key, { account }, context),
  })
} finally {
  await ministack.stop()
  await rm(folder, { recursive: true, force: true })
}

async function show(works: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  const times = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]))
  for (let round = -10; round < rounds; round += 1)
    for (const [name, work] of round % 2 === 0 ? Object.entries(works) : Object.entries(works).reverse()) {
      const start = performance.now()
      await work()
      if (round >= 0) times.get(name)!.push(performance.now() - start)
    }
  const [base] = times.values()
  console.log('|  | ms, median | ms, 90th percentile | more than without a key, ms |\n|---|---:|---:|---:|')
  for (const [name, each] of times) {
    const more = each.map((value, round) => value - base![round]!)
    console.log(`| ${name} | ${at(each, 0.5)} | ${at(each, 0.9)} | ${each === base ? '' : at(more, 0.5)} |`)
  }
  const { length } = await sealStatement(statement, undefined)
  console.log(`\n${rounds} interleaved rounds after 10 to warm up; a statement of ${length} bytes. ${machineLine()}`)
}

function at(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2)
}
