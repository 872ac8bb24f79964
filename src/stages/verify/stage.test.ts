import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sampleEvidence, sampleGate } from '../../../test/support/evidence-samples.ts'
import { ecKey } from '../../../test/support/signing-keys.ts'
import { testContext } from '../../../test/support/test-context.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type ReleaseManifest, renderManifest } from '../../delivery/release/manifest.ts'
import { verify } from './stage.ts'

const template = { path: 'template.json', kind: 'template', sha256: 'd'.repeat(64), bytes: 2 } as const
const gateFile = { path: 'gate.json', kind: 'gate', sha256: sampleGate, bytes: 2 } as const
const manifest: ReleaseManifest = {
  formatVersion: 1,
  application: 'shop',
  template,
  gate: gateFile,
  artifacts: [],
  parameters: [],
}
const release = sha256(renderManifest(manifest))
const key = ecKey()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-verify-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** Nothing but files can be reached. */
function offline() {
  const never = () => {
    throw new Error('verify asked a service')
  }
  return testContext({ aws: { at: never }, http: new Proxy({}, { get: never }) as never })
}

async function run(inputs: Record<string, unknown>) {
  const context = offline()
  const parsed = verify.inputs.parse({ release, configuration: folder, ...inputs })
  const outputs = await verify.run(parsed, context)
  const text = context.reports.flatMap((each) => (each.kind === 'text' ? [each.text] : [])).join('\n')
  return { outputs, text }
}

async function refusal(inputs: Record<string, unknown>): Promise<Pick<StageError, 'reason' | 'message'>> {
  return run(inputs).then(
    () => {
      throw new Error('it was accepted')
    },
    (error: StageError) => ({ reason: error.reason, message: error.message }),
  )
}

/** Declares the key in liftlock.yml as `gate`. */
const declare = () =>
  write('liftlock.yml', JSON.stringify({ application: 'shop', signers: { gate: { 'public-key': key.publicKey } } }))

test('signed evidence says which release, environment, account, stack and run it is about, and who signed it', async () => {
  declare()
  const { outputs, text } = await run({ evidence: [write('gate.json', await sampleEvidence(release, key))] })
  expect(outputs).toMatchObject({
    release,
    statements: 1,
    unsigned: 0,
    verified: [{ signedBy: ['gate'], result: 'PASSED' }],
  })
  expect(text).toContain('quality-gate@staging: PASSED, 2 scenarios passed, 0 failed')
  expect(text).toContain(`shop ${release}`)
  expect(text).toContain('stack/shop-staging/1f0c (account 111111111111, eu-west-1)')
  expect(text).toContain('github 17/1 by octocat https://github.com/acme/shop/actions/runs/17')
  expect(text).toContain('by gate')
})

test('unsigned evidence is accepted where no signer is known, and is called unsigned', async () => {
  const { outputs, text } = await run({ evidence: [write('gate.json', await sampleEvidence(release))] })
  expect(outputs).toMatchObject({ unsigned: 1, verified: [{ signedBy: [] }] })
  expect(text).toContain('no, unsigned')
})

describe('as soon as a signer is known', () => {
  test('removing the signature does not make evidence acceptable', async () => {
    declare()
    const evidence = [write('gate.json', await sampleEvidence(release))]
    expect(await refusal({ evidence })).toMatchObject({ reason: 'evidence-unsigned' })
    expect((await run({ evidence, allowUnsigned: true })).outputs).toMatchObject({ unsigned: 1 })
  })

  test('a signature of another key is refused, also where unsigned evidence is allowed', async () => {
    declare()
    const evidence = [write('gate.json', await sampleEvidence(release, ecKey()))]
    expect(await refusal({ evidence, allowUnsigned: true })).toMatchObject({ reason: 'signer-unknown' })
  })

  test('a payload that was changed after signing is refused', async () => {
    declare()
    const envelope = JSON.parse(Buffer.from(await sampleEvidence(release, key)).toString())
    const other = JSON.parse(Buffer.from(await sampleEvidence(release, ecKey(), { environment: 'prod' })).toString())
    const evidence = [write('gate.json', JSON.stringify({ ...envelope, payload: other.payload }))]
    expect(await refusal({ evidence })).toMatchObject({ reason: 'signature-invalid' })
  })

  test('a valid signature about another release is refused', async () => {
    declare()
    const evidence = [write('gate.json', await sampleEvidence('b'.repeat(64), key))]
    expect(await refusal({ evidence })).toMatchObject({
      reason: 'evidence-mismatch',
      message: expect.stringContaining(release),
    })
  })
})

test('a signature is not believed because no key is known that could refuse it', async () => {
  const evidence = [write('gate.json', await sampleEvidence(release, key))]
  expect(await refusal({ evidence })).toMatchObject({
    reason: 'signer-unknown',
    message: expect.stringContaining('no signer is declared'),
  })
})

test('public keys in files take the place of liftlock.yml, and are named as their files', async () => {
  declare()
  const second = ecKey()
  const evidence = [write('gate.json', await sampleEvidence(release, second))]
  const { outputs } = await run({ evidence, publicKey: [write('keys/second.pem', second.publicKey)] })
  expect(outputs).toMatchObject({ verified: [{ signedBy: ['second'] }] })
  expect(await refusal({ evidence, publicKey: [write('keys/first.pem', key.publicKey)] })).toMatchObject({
    reason: 'signer-unknown',
  })
})

test('one of the named signers has to have signed; a name that is not known is refused', async () => {
  const second = ecKey()
  const publicKey = [write('gate.pem', key.publicKey), write('second.pem', second.publicKey)]
  const evidence = [write('gate.json', await sampleEvidence(release, key))]
  expect((await run({ evidence, publicKey, signers: ['gate'] })).outputs).toMatchObject({ unsigned: 0 })
  expect(await refusal({ evidence, publicKey, signers: ['second'] })).toMatchObject({ reason: 'signer-unknown' })
  expect(await refusal({ evidence, publicKey, signers: ['gaet'] })).toMatchObject({ reason: 'input-invalid' })
})

test('a folder laid out as the bucket brings the release, and what is no evidence in it is left alone', async () => {
  write(`releases/sha256/${release}.json`, renderManifest(manifest))
  write('environments/shop/staging.json', '{}')
  write('blobs/sha256/aa', 'x')
  write('versions/shop/1.0.0.json', '{}')
  write(`evidence/${release}/quality-gate/staging/2026.json`, await sampleEvidence(release))
  const { outputs } = await run({ evidence: [folder], release: undefined })
  expect(outputs).toMatchObject({ release, statements: 1 })
})

test('with the manifest, the gate and the application of evidence are compared', async () => {
  const path = write('manifest.json', renderManifest(manifest))
  const other = [
    write('gate.json', await sampleEvidence(release, undefined, { gate: 'e'.repeat(64) })),
    write('application.json', await sampleEvidence(release, undefined, { application: 'other' })),
  ]
  expect(await refusal({ evidence: [other[0]], release: path })).toMatchObject({
    reason: 'evidence-mismatch',
    message: expect.stringContaining('gate'),
  })
  expect(await refusal({ evidence: [other[1]], release: path })).toMatchObject({
    reason: 'evidence-mismatch',
    message: expect.stringContaining('application'),
  })
})

test('of several files each that cannot be believed is a finding, and the run is refused', async () => {
  const evidence = [
    write('good.json', await sampleEvidence(release)),
    write('other.json', await sampleEvidence('b'.repeat(64))),
    write('text.json', 'hello'),
  ]
  const context = offline()
  const ended = verify.run(verify.inputs.parse({ release, configuration: folder, evidence }), context)
  await expect(ended).rejects.toMatchObject({
    reason: 'evidence-mismatch',
    message: expect.stringContaining('2 of 3 files'),
  })
  expect(context.findings.map(({ rule, place }) => [rule, place?.file])).toEqual([
    ['evidence-mismatch', evidence[1]],
    ['evidence-failed', evidence[2]],
  ])
})

describe('what another tool attested gets a clear answer', () => {
  const provenance = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'pkg', digest: { sha512: 'f'.repeat(128) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: {} },
  }
  const envelope = {
    payload: Buffer.from(JSON.stringify(provenance)).toString('base64'),
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'MEQCIA==' }],
  }
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {},
    dsseEnvelope: envelope,
  }

  test.each([
    ['a Sigstore bundle', JSON.stringify(bundle), 'evidence-mismatch', 'https://slsa.dev/provenance/v1'],
    [
      'an older statement',
      JSON.stringify({ ...provenance, _type: 'https://in-toto.io/Statement/v0.1' }),
      'evidence-failed',
      'Statement/v0.1',
    ],
    [
      'several bundles in one file',
      `${JSON.stringify(bundle)}\n${JSON.stringify(bundle)}\n`,
      'evidence-failed',
      'it is not JSON (line 2, column 1)',
    ],
    [
      'a Sigstore bundle over a file',
      JSON.stringify({ mediaType: bundle.mediaType, messageSignature: {} }),
      'evidence-failed',
      'is of type nothing',
    ],
  ])('%s', async (_, text, reason, words) => {
    expect(await refusal({ evidence: [write('a.json', text)] })).toMatchObject({
      reason,
      message: expect.stringContaining(words),
    })
  })

  test('evidence of ours in a Sigstore bundle counts by its signature, and the rest of the bundle is named', async () => {
    declare()
    const dsseEnvelope = JSON.parse(Buffer.from(await sampleEvidence(release, key)).toString())
    const { outputs, text } = await run({ evidence: [write('a.json', JSON.stringify({ ...bundle, dsseEnvelope }))] })
    expect(outputs).toMatchObject({ verified: [{ signedBy: ['gate'] }] })
    expect(text).toContain('the certificate and the log of this Sigstore bundle were not checked')
  })
})

describe('without a clear release or evidence nothing is verified', () => {
  test('no release is named', async () => {
    const evidence = [write('gate.json', await sampleEvidence(release))]
    expect(await refusal({ evidence, release: undefined })).toMatchObject({ reason: 'input-missing' })
    expect(await refusal({ evidence, release: release.slice(0, 12) })).toMatchObject({ reason: 'input-invalid' })
  })

  test('a folder has no evidence', async () => {
    expect(await refusal({ evidence: [folder] })).toMatchObject({ reason: 'evidence-missing' })
  })

  test('a manifest is not what its name says, or no manifest', async () => {
    const evidence = [write('gate.json', await sampleEvidence(release))]
    const forged = write(`releases/sha256/${release}.json`, renderManifest({ ...manifest, application: 'other' }))
    expect(await refusal({ evidence, release: forged })).toMatchObject({ reason: 'release-tampered' })
    expect(await refusal({ evidence, release: write('m.json', '{}') })).toMatchObject({ reason: 'release-missing' })
  })

  test('a file is not there, or no public key', async () => {
    expect(await refusal({ evidence: [join(folder, 'none.json')] })).toMatchObject({ reason: 'file-missing' })
    const evidence = [write('gate.json', await sampleEvidence(release))]
    expect(await refusal({ evidence, publicKey: evidence })).toMatchObject({ reason: 'input-invalid' })
  })
})
