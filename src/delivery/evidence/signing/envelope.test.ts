import { describe, expect, test } from '@jest/globals'
import { ecKey } from '../../../../test/support/signing-keys.ts'
import { evidenceBounds, openStatement, sealStatement, signedBytes } from './envelope.ts'

const statement = { _type: 'https://in-toto.io/Statement/v1', subject: [], predicateType: 'urn:x', predicate: { a: 1 } }
const text = JSON.stringify(statement)
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const open = (value: unknown) => openStatement(bytes(value), 'evidence/1.json')
const base64 = (value: string) => Buffer.from(value).toString('base64')
const envelope = (changes: object = {}) => ({
  payloadType: 'application/vnd.in-toto+json',
  payload: base64(text),
  signatures: [{ keyid: 'k', sig: base64('anything') }],
  ...changes,
})
const refusal = (message: RegExp) =>
  expect.objectContaining({ reason: 'evidence-failed', message: expect.stringMatching(message) })

test('a sealed statement opens to the same statement, signed and unsigned', async () => {
  const signed = openStatement(await sealStatement(statement, ecKey().signer), 'k')
  const unsigned = openStatement(await sealStatement(statement, undefined), 'k')
  expect(signed).toMatchObject({
    statement,
    form: 'envelope',
    signatures: [{ keyid: expect.stringMatching(/^[0-9a-f]{64}$/) }],
  })
  expect(unsigned).toMatchObject({ statement, form: 'statement', signatures: [] })
})

test('what is signed is the pre-authentication encoding that DSSE gives as its example of the form', () => {
  expect(Buffer.from(signedBytes(bytes('{"é":1}'))).toString()).toBe('DSSEv1 28 application/vnd.in-toto+json 8 {"é":1}')
})

test('a signature that does not fit its own key is not given away', async () => {
  const signer = { ...ecKey().signer, sign: ecKey().signer.sign }
  await expect(sealStatement(statement, signer)).rejects.toMatchObject({ reason: 'service-refused' })
})

test('the payload may be in either alphabet of base64, padded or not', () => {
  const odd = JSON.stringify({ ...statement, predicate: { a: '>>>???' } })
  const standard = base64(odd)
  expect(standard).toMatch(/[+/]/)
  const forms = [
    standard,
    Buffer.from(odd).toString('base64url'),
    standard.replaceAll('+', '-').replaceAll('/', '_'),
    standard.replace(/=+$/, ''),
  ]
  expect(forms.map((payload) => Buffer.from(open(envelope({ payload })).payload).toString())).toEqual(
    forms.map(() => odd),
  )
})

test('an entry of another kind of signature is kept beside ours', () => {
  const signatures = [
    { keyid: 'k', sig: base64('a') },
    { sig: base64('b'), cert: '-----BEGIN CERTIFICATE-----', chain: [] },
  ]
  expect(open(envelope({ signatures })).signatures).toEqual([
    { keyid: 'k', sig: base64('a') },
    { keyid: '', sig: base64('b') },
  ])
})

test('a Sigstore bundle is opened, and named as what it is', () => {
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {},
    dsseEnvelope: envelope(),
  }
  expect(open(bundle)).toMatchObject({ form: 'sigstore-bundle', statement })
})

describe('evidence that could be read in two ways is refused', () => {
  test.each([
    [
      'a member given twice in the envelope',
      `{"payload":"${base64('{}')}",${JSON.stringify(envelope()).slice(1)}`,
      /has the key "payload" twice/,
    ],
    [
      'a member given twice by an escape',
      `{"p\\u0061yload":"e30=",${JSON.stringify(envelope()).slice(1)}`,
      /has the key "payload" twice/,
    ],
    [
      'a member given twice in the signed payload',
      envelope({ payload: base64(`{"_type":"x",${text.slice(1)}`) }),
      /has the key "_type" twice/,
    ],
    [
      'a member given twice deep in a bare statement',
      text.replace('"a":1', '"a":1,"b":[{"c":1,"c":2}]'),
      /has the key "c" twice/,
    ],
    ['a statement that is an envelope too', { ...statement, ...envelope() }, /two ways/],
    ['a statement with signatures beside it', { ...statement, signatures: [{ sig: 'AA==' }] }, /two ways/],
    ['a bundle that is a statement too', { ...statement, dsseEnvelope: envelope() }, /two ways/],
    ['a bundle that is an envelope too', { ...envelope(), dsseEnvelope: envelope() }, /two ways/],
    ['a byte order mark', `\uFEFF${text}`, /it is not JSON/],
    ['two documents in one', `${text}\n${text}`, /it is not JSON/],
  ])('%s', (_, body, message) => {
    expect(() => open(body)).toThrow(refusal(message))
  })
})

describe('other bytes are refused with what they are', () => {
  test.each([
    ['no signature at all in an envelope', envelope({ signatures: [] }), /envelope without a signature/],
    ['signatures that are no list', envelope({ signatures: {} }), /envelope without a signature/],
    ['an envelope without the member signatures', envelope({ signatures: undefined }), /envelope without a signature/],
    ['another payload type', envelope({ payloadType: 'application/json' }), /holds "application\/json"/],
    ['the payload type in other letters', envelope({ payloadType: 'application/vnd.in-toto+JSON' }), /not application/],
    ['no payload type', envelope({ payloadType: undefined }), /holds nothing/],
    [
      'a payload with blanks',
      envelope({ payload: `${base64(text).slice(0, 8)}\n${base64(text).slice(8)}` }),
      /not base64/,
    ],
    ['a payload in two alphabets', envelope({ payload: '+-__' }), /not base64/],
    ['a payload with bits after its end', envelope({ payload: 'e31=' }), /not base64/],
    [
      'a payload that is an envelope again',
      envelope({ payload: base64(JSON.stringify(envelope())) }),
      /is of type nothing/,
    ],
    ['a payload that is a list', envelope({ payload: base64('[]') }), /where an object is expected/],
    ['an empty signature', envelope({ signatures: [{ keyid: 'k', sig: '' }] }), /signature that is not base64/],
    ['a key id that is no text', envelope({ signatures: [{ keyid: 1, sig: 'AA==' }] }), /key id that is not text/],
    ['a signature that is null', envelope({ signatures: [null] }), /where an object is expected/],
    ['too many signatures', envelope({ signatures: Array(17).fill({ sig: 'AA==' }) }), /17 signatures/],
    ['an older statement', { ...statement, _type: 'https://in-toto.io/Statement/v0.1' }, /Statement\/v0\.1/],
    ['a type from the prototype', '{"__proto__":{"_type":"https://in-toto.io/Statement/v1"}}', /is of type nothing/],
    ['null', 'null', /null where an object is expected/],
    ['nothing', '', /not JSON/],
    ['text', 'hello', /not JSON/],
  ])('%s', (_, body, message) => {
    expect(() => open(body)).toThrow(refusal(message))
  })

  test('bytes that are not UTF-8', () => {
    expect(() => openStatement(Uint8Array.of(0x22, 0xff, 0x22), 'k')).toThrow(refusal(/not JSON/))
  })

  test('a body above the bound, before it is read', () => {
    expect(() => openStatement(new Uint8Array(evidenceBounds.bytes + 1), 'k')).toThrow(refusal(/more than 4194304/))
  })

  test('nesting as deep as the bound allows ends in a refusal, not in a crash', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const tooDeep = refusal(/101 levels of mappings and lists/)
    for (const given of [
      deep,
      '{"a":'.repeat(200_000) + '1'.padEnd(200_001, '}'),
      text.replace('"a":1', `"a":${deep}`),
    ])
      expect(() => open(given)).toThrow(tooDeep)
    expect(() => open(envelope({ payload: base64(text.replace('"a":1', `"a":${deep}`)) }))).toThrow(tooDeep)
  })

  test('nesting that a writer may mean is read', () => {
    const deep = '['.repeat(90) + ']'.repeat(90)
    expect(() => open(text.replace('"a":1', `"a":${deep}`))).not.toThrow()
  })
})
