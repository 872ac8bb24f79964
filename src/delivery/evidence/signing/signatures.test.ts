import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { seededRandom } from '../../../../test/support/seeded-random.ts'
import { ecKey, edKey, pemOf, rsaKey, type TestKey } from '../../../../test/support/signing-keys.ts'
import type { StageError } from '../../../core/run/stage-error.ts'
import { openStatement, sealStatement, signedBytes } from './envelope.ts'
import { requireSigner, validSigners } from './signatures.ts'

const about = (release: string) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'shop', digest: { sha256: release } }],
  predicateType: 'urn:x',
  predicate: {},
})
const declare = (name: string, { publicKey }: Pick<TestKey, 'publicKey'>) => ({ name, publicKey })
const signedBy = async (key: TestKey) => openStatement(await sealStatement(about('a'), key.signer), 'evidence/1.json')
const gate = ecKey()
const other = ecKey()

describe('a signature of each supported kind of key counts', () => {
  test.each([
    ['ECDSA P-256', gate],
    ['ECDSA P-384', ecKey('P-384', 'sha384')],
    ['RSA', rsaKey()],
    ['Ed25519', edKey()],
  ])('%s', async (_, key) => {
    expect(validSigners(await signedBy(key), [declare('other', other), declare('gate', key)])).toEqual(['gate'])
  })
})

test('a key may be declared as the base64 that the AWS command line prints', async () => {
  expect(validSigners(await signedBy(gate), [{ name: 'gate', publicKey: gate.signer.publicKey }])).toEqual(['gate'])
})

describe('a signature that does not belong to these bytes does not count', () => {
  const declared = [declare('gate', gate)]

  test('it is of another payload', async () => {
    const { signatures } = await signedBy(gate)
    expect(validSigners({ payload: Buffer.from(JSON.stringify(about('b'))), signatures }, declared)).toEqual([])
  })

  test('it covers the payload alone, or under another type', async () => {
    const { payload } = await signedBy(gate)
    const forms = [payload, Buffer.concat([Buffer.from(`DSSEv1 1 x ${payload.length} `), payload])]
    const signatures = forms.map((form) => ({
      keyid: gate.keyId,
      sig: sign('sha256', form, gate.privateKey).toString('base64'),
    }))
    expect(validSigners({ payload, signatures }, declared)).toEqual([])
  })

  test('its key id is that of a declared key, and its key is not', async () => {
    const { payload, signatures } = await signedBy(other)
    expect(validSigners({ payload, signatures: [{ keyid: gate.keyId, sig: signatures[0]!.sig }] }, declared)).toEqual(
      [],
    )
  })

  test('it was made with another algorithm of the same key', async () => {
    const { payload } = await signedBy(gate)
    const key = rsaKey()
    const sig = sign('sha256', signedBytes(payload), key.privateKey).toString('base64')
    expect(validSigners({ payload, signatures: [{ keyid: key.keyId, sig }] }, [declare('rsa', key)])).toEqual([])
  })

  test('it is in another encoding: raw numbers, or bytes after the end', async () => {
    const { payload, signatures } = await signedBy(gate)
    const raw = sign('sha256', signedBytes(payload), { key: gate.privateKey, dsaEncoding: 'ieee-p1363' })
    const longer = Buffer.concat([Buffer.from(signatures[0]!.sig, 'base64'), Buffer.from([0])])
    const forms = [raw, longer, Buffer.alloc(64), Buffer.from([0x30, 6, 2, 1, 0, 2, 1, 0])]
    const entries = forms.map((form) => ({ keyid: gate.keyId, sig: form.toString('base64') }))
    expect(validSigners({ payload, signatures: entries }, declared)).toEqual([])
  })
})

test('a key id that is missing or wrong takes nothing from a valid signature', async () => {
  const { payload, signatures } = await signedBy(gate)
  const entries = [
    { keyid: '', sig: other.signer.publicKey },
    { keyid: 'wrong', sig: signatures[0]!.sig },
  ]
  expect(validSigners({ payload, signatures: entries }, [declare('gate', gate)])).toEqual(['gate'])
})

test('two signatures of one key are one signer', async () => {
  const { payload, signatures } = await signedBy(gate)
  expect(validSigners({ payload, signatures: [...signatures, ...signatures] }, [declare('gate', gate)])).toEqual([
    'gate',
  ])
})

test('the second number of an ECDSA signature may be turned over, which changes no bytes that are believed', async () => {
  const { payload } = await signedBy(gate)
  const raw = sign('sha256', signedBytes(payload), { key: gate.privateKey, dsaEncoding: 'ieee-p1363' })
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const turned = order - BigInt(`0x${raw.subarray(32).toString('hex')}`)
  const integer = (hex: string) => {
    const minimal = hex.replace(/^(00)+(?=..)/, '')
    const bytes = Buffer.from(minimal[0]! >= '8' ? `00${minimal}` : minimal, 'hex')
    return Buffer.concat([Buffer.from([2, bytes.length]), bytes])
  }
  const numbers = Buffer.concat([
    integer(raw.subarray(0, 32).toString('hex')),
    integer(turned.toString(16).padStart(64, '0')),
  ])
  const sig = Buffer.concat([Buffer.from([0x30, numbers.length]), numbers]).toString('base64')
  expect(validSigners({ payload, signatures: [{ keyid: '', sig }] }, [declare('gate', gate)])).toEqual(['gate'])
})

const spki = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

describe('a key that is weak, or could be mistaken, is refused where it is declared', () => {
  const { privateKey: pss } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  const compressed = '3039301306072a8648ce3d020106082a8648ce3d030107032200'
  const point = createPublicKey(gate.publicKey).export({ format: 'jwk' })
  const even = Buffer.from(point.y!, 'base64url')[31]! % 2 === 0
  const short = Buffer.concat([Buffer.from(`${compressed}0${even ? 2 : 3}`, 'hex'), Buffer.from(point.x!, 'base64url')])
  test.each([
    ['RSA of 1024 bits', rsaKey(1024).publicKey, /1024 bits/],
    ['RSA with the exponent 3', rsaKey(2048, 3).publicKey, /exponent 3/],
    [
      'RSA that is bound to PSS',
      createPublicKey(pss).export({ type: 'spki', format: 'pem' }) as string,
      /not a public key of a kind/,
    ],
    ['another curve', ecKey('secp256k1').publicKey, /use ECDSA P-256/],
    ['a private key', pemOf(gate), /private key/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /BEGIN PUBLIC KEY/],
    ['two keys in one', `${gate.publicKey}${other.publicKey}`, /one block/],
    ['a point in its short form', short.toString('base64'), /use ECDSA P-256/],
    [
      'bytes after its end',
      Buffer.concat([Buffer.from(gate.signer.publicKey, 'base64'), Buffer.from([0])]).toString('base64'),
      /one standard encoding/,
    ],
    [
      'an Ed25519 key of small order',
      Buffer.from(`302a300506032b6570032100${'00'.repeat(32)}`, 'hex').toString('base64'),
      /weak/,
    ],
    [
      'a point that is not on its curve',
      spki(`3059301306072a8648ce3d020106082a8648ce3d030107034200${'04'.padEnd(130, '0')}`),
      /not a point of its curve/,
    ],
    ['the point at infinity', spki('3019301306072a8648ce3d020106082a8648ce3d03010703020000'), /not a public key/],
    ['nothing', '', /PEM or base64/],
    ['text', 'gate-key', /PEM or base64/],
  ])('%s', (_, publicKey, message) => {
    expect(() => validSigners({ payload: new Uint8Array(), signatures: [] }, [{ name: 'gate', publicKey }])).toThrow(
      expect.objectContaining({ reason: 'configuration-invalid', message: expect.stringMatching(message) }),
    )
  })

  test('no damage to a key does more than have it refused', () => {
    const random = seededRandom(7)
    const keys = [gate.signer, ecKey('P-384', 'sha384').signer, rsaKey().signer, edKey().signer]
    const ends = Array.from({ length: 2000 }, (_, round) => {
      const der = Buffer.from(keys[round % keys.length]!.publicKey, 'base64')
      der[random.below(der.length)] = random.below(256)
      const cut = random.below(5) === 0 ? der.subarray(0, random.below(der.length)) : der
      try {
        const opened = { payload: new Uint8Array(), signatures: [{ keyid: '', sig: 'AAAA' }] }
        return validSigners(opened, [{ name: 'gate', publicKey: cut.toString('base64') }]).length
      } catch (error) {
        return (error as StageError).reason
      }
    })
    expect(new Set(ends)).toEqual(new Set([0, 'configuration-invalid']))
  })

  test('the same key under two names', () => {
    const declared = [declare('gate', gate), { name: 'second', publicKey: gate.signer.publicKey }]
    expect(() => validSigners({ payload: new Uint8Array(), signatures: [] }, declared)).toThrow(
      expect.objectContaining({ reason: 'configuration-invalid', message: expect.stringContaining('gate and second') }),
    )
  })
})

describe('a required signature that is not there has a reason of its own', () => {
  const policy = { declared: [declare('gate', gate), declare('other', other)], wanted: ['gate'] }

  test('it is there: the signer is named', async () => {
    expect(requireSigner(await signedBy(gate), policy, 'k')).toEqual(['gate'])
  })

  test('the evidence is unsigned', async () => {
    const opened = openStatement(await sealStatement(about('a'), undefined), 'k')
    expect(() => requireSigner(opened, policy, 'k')).toThrow(expect.objectContaining({ reason: 'evidence-unsigned' }))
  })

  test('it is signed by a key that is declared and not asked for, or by a stranger', async () => {
    const strangers = [await signedBy(other), await signedBy(ecKey())]
    const reasons = strangers.map((opened) => () => requireSigner(opened, policy, 'k'))
    expect(reasons[0]).toThrow(expect.objectContaining({ reason: 'signer-unknown' }))
    expect(reasons[1]).toThrow(expect.objectContaining({ reason: 'signer-unknown' }))
  })

  test('it was changed after it was signed', async () => {
    const { signatures } = await signedBy(gate)
    expect(() => requireSigner({ payload: Buffer.from('{}'), signatures }, policy, 'k')).toThrow(
      expect.objectContaining({ reason: 'signature-invalid', message: expect.stringContaining('gate') }),
    )
  })

  test('a signer is required that is not declared', async () => {
    const opened = await signedBy(gate)
    expect(() => requireSigner(opened, { ...policy, wanted: ['gaet'] }, 'k')).toThrow(
      expect.objectContaining({ reason: 'configuration-invalid', message: expect.stringContaining('gaet') }),
    )
  })
})
