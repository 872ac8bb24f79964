import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateKeyCommand, DisableKeyCommand, type KeySpec, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { openStatement, sealStatement } from '../../src/delivery/evidence/signing/envelope.ts'
import { findSigner } from '../../src/delivery/evidence/signing/find-signer.ts'
import { validSigners } from '../../src/delivery/evidence/signing/signatures.ts'
import { makeKmsKey, nameKmsKey } from '../support/kms-keys.ts'
import { localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { ecKey, edKey, pemOf, rsaKey } from '../support/signing-keys.ts'
import { testContext } from '../support/test-context.ts'

const account = '777777777777'
const target = { region: 'eu-west-1', account }
const statement = { _type: 'https://in-toto.io/Statement/v1', predicate: { long: 'x'.repeat(10_000) } }

let ministack: TestMinistack
let folder: string
beforeAll(async () => {
  ministack = await startMinistack()
  folder = mkdtempSync(join(tmpdir(), 'liftlock-signers-'))
}, 120_000)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await ministack?.stop()
})

const kms = () => localClients(ministack, account).kms
const context = () =>
  testContext({
    aws: awsAtEndpoint(ministack.endpoint, {
      region: 'us-east-1',
      account,
      secretAccessKey: ministack.secretAccessKey,
    }),
  })
const find = (signingKey: string) => findSigner(signingKey, target, context())

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

/** Whom the evidence that a signing key makes is signed by, when this key alone is declared. */
async function signersOf(signingKey: string): Promise<readonly string[]> {
  const signer = (await find(signingKey))!
  const opened = openStatement(await sealStatement(statement, signer), 'evidence')
  return validSigners(opened, [{ name: 'gate', publicKey: signer.publicKey }])
}

test('without a signing key there is no signer', async () => {
  expect(await findSigner(undefined, target, context())).toBeUndefined()
})

describe('a key of KMS signs what is longer than the service takes', () => {
  test.each<KeySpec>(['ECC_NIST_P256', 'ECC_NIST_P384', 'RSA_2048', 'RSA_3072'])('%s', async (spec) => {
    expect(await signersOf(await makeKmsKey(kms(), spec))).toEqual(['gate'])
  })
})

test('a key of KMS may be named by an alias or by its id', async () => {
  const key = await makeKmsKey(kms())
  await nameKmsKey(kms(), 'alias/gate', key)
  expect(await signersOf('alias/gate')).toEqual(['gate'])
  expect(await signersOf(key.split('/')[1]!)).toEqual(['gate'])
})

test('the region of an ARN counts, not that of the environment', async () => {
  const key = await makeKmsKey(kms())
  const signer = await findSigner(key, { ...target, region: 'us-west-2' }, context())
  expect(signer?.publicKey).toBe((await find(key))?.publicKey)
})

describe('a key of KMS that cannot sign is refused before anything is done', () => {
  const refused = (message: RegExp) => ({ reason: 'signing-key-unusable', message: expect.stringMatching(message) })

  test('there is none', async () => {
    await expect(find('alias/nothing')).rejects.toMatchObject(refused(/alias\/nothing/))
  })

  test('it encrypts', async () => {
    const { KeyMetadata } = await kms().send(new CreateKeyCommand({}))
    await expect(find(KeyMetadata!.Arn!)).rejects.toMatchObject(refused(/asymmetric/))
  })

  test('its curve is not one of ours', async () => {
    const key = await makeKmsKey(kms(), 'ECC_SECG_P256K1')
    await expect(find(key)).rejects.toMatchObject(refused(/P-256/))
  })

  test('it is Ed25519, which takes short messages only', async () => {
    const key = await makeKmsKey(kms(), 'ECC_NIST_EDWARDS25519')
    await expect(find(key)).rejects.toMatchObject(refused(/4096 bytes/))
  })

  test('it is disabled, or on its way to be deleted', async () => {
    const [disabled, deleted] = [await makeKmsKey(kms()), await makeKmsKey(kms())]
    await kms().send(new DisableKeyCommand({ KeyId: disabled }))
    await kms().send(new ScheduleKeyDeletionCommand({ KeyId: deleted }))
    await expect(find(disabled)).rejects.toMatchObject(refused(/disabled/))
    await expect(find(deleted)).rejects.toMatchObject(refused(/pending deletion/))
  })
})

describe('a private key in a file signs', () => {
  test.each([
    ['ECDSA', ecKey()],
    ['ECDSA P-384', ecKey('P-384', 'sha384')],
    ['RSA', rsaKey()],
    ['Ed25519', edKey()],
  ])('%s', async (name, key) => {
    expect(await signersOf(write(`${name}.pem`, pemOf(key)))).toEqual(['gate'])
  })

  test('it was made by the command of the guide', async () => {
    const path = join(folder, 'made.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', path])
    const publicKey = execFileSync('openssl', ['pkey', '-in', path, '-pubout'], { encoding: 'utf8' })
    const opened = openStatement(await sealStatement(statement, await find(path)), 'evidence')
    expect(validSigners(opened, [{ name: 'gate', publicKey }])).toEqual(['gate'])
  })

  test('its text is masked as soon as it is read', async () => {
    const key = ecKey()
    const here = context()
    await findSigner(write('secret.pem', pemOf(key)), target, here)
    const masked = here.reports.flatMap((event) => (event.kind === 'secret' ? [event.value] : []))
    const body = pemOf(key)
      .split('\n')
      .filter((line) => line.length >= 16 && !line.includes('-----'))
    expect(body.length).toBeGreaterThan(1)
    expect(masked).toEqual(body)
  })
})

describe('a file that cannot sign is refused, and its text stays unseen', () => {
  test.each([
    ['a public key', ecKey().publicKey, /no private key/],
    [
      'an encrypted key',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----',
      /encrypted/,
    ],
    [
      'a broken key',
      '-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----',
      /cannot be read/,
    ],
    ['a weak key', pemOf(rsaKey(1024)), /1024 bits/],
    ['text', 'hello', /no private key/],
  ])('%s', async (name, text, message) => {
    await expect(find(write(`${name}.txt`, text))).rejects.toMatchObject({
      reason: 'signing-key-unusable',
      message: expect.stringMatching(message),
    })
  })

  test('the text of a key in place of a path is masked, and not repeated', async () => {
    const here = context()
    const given = findSigner(pemOf(ecKey()), target, here)
    const error = await given.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ reason: 'input-invalid' })
    expect(String(error)).not.toMatch(/BEGIN|[A-Za-z0-9+/]{20}/)
    expect(here.reports.filter(({ kind }) => kind === 'secret')).not.toEqual([])
  })

  test('a file that is not there', async () => {
    await expect(find(join(folder, 'nothing.pem'))).rejects.toMatchObject({ reason: 'file-missing' })
  })
})
