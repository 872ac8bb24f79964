import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { markdownText } from '../text/markdown-text.ts'
import { fieldsOf, longestPiece, mostFields, mostLines, SecretMask } from './secret-mask.ts'
import { mostSpellings, secretSpellings } from './secret-spellings.ts'

const mask = new SecretMask()
mask.add('ghs_canary+of/the=key?>')
mask.add('-----BEGIN KEY-----\nfirst_line+of/it\n')

test.each([
  ['plain', 'token ghs_canary+of/the=key?>.', 'token ***.'],
  ['URL-encoded', '?a=ghs_canary%2Bof%2Fthe%3Dkey%3F%3E&b', '?a=***&b'],
  ['in base64', 'Z2hzX2NhbmFyeStvZi90aGU9a2V5Pz4=', '***4='],
  ['in base64 behind a name', 'dXNlcjpnaHNfY2FuYXJ5K29mL3RoZT1rZXk/Pg==', 'dXNlcjp***g=='],
  ['in base64url', 'eGdoc19jYW5hcnkrb2YvdGhlPWtleT8-', 'eG***'],
  ['in base64, URL-encoded', 'eGdoc19jYW5hcnkrb2YvdGhlPWtleT8%2B', 'eG***'],
  ['in Markdown', markdownText('no ghs_canary+of/the=key?> here'), 'no *** here'],
  ['line by line', 'a line: first_line+of/it', 'a line: ***'],
])('a secret is hidden %s', (_, text, shown) => {
  expect(mask.apply(text)).toBe(shown)
})

test('a value of three characters would hide ordinary words, and hides nothing', () => {
  const short = new SecretMask()
  short.add('dev')
  short.add('a\nb\nc')
  short.add('{\n      "key": "canary-in-json"\n      },\n      }\n}')
  expect(short.apply('deploy to dev, a, b and c')).toBe('deploy to dev, a, b and c')
  expect(short.apply('{\n      },\n      }\n}')).toBe('{\n      },\n      }\n}')
  expect(short.apply('x "key": "canary-in-json" y')).toBe('x *** y')
})

/** With every sign that an encoding has a way of its own for. */
const secret = `it's a "p&ss<w>$rd" /+?=~ (*)!\`ä\\ö`
const code = (base: number, width: number) => (sign: string) => sign.charCodeAt(0).toString(base).padStart(width, '0')
const base64 = Buffer.from(`user:${secret.repeat(5)}`).toString('base64')

test.each([
  ['in a URL in lower case', encodeURIComponent(secret).replace(/%../g, (found) => found.toLowerCase())],
  ['in a URL twice', encodeURIComponent(encodeURIComponent(secret))],
  [
    'in a URL twice, in lower case',
    encodeURIComponent(encodeURIComponent(secret).replace(/%../g, (found) => found.toLowerCase())),
  ],
  ['in a form', new URLSearchParams({ a: secret }).toString()],
  ['in JSON', JSON.stringify({ a: secret })],
  ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: secret }))],
  ['in JSON with escaped slashes', JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in JSON for HTML', JSON.stringify(secret).replace(/[<>&]/g, (sign) => `\\u${code(16, 4)(sign)}`)],
  ['in JSON with ASCII only', JSON.stringify(secret).replace(/[^ -~]/g, (sign) => `\\u${code(16, 4)(sign)}`)],
  [
    'in JSON with upper case',
    JSON.stringify(secret).replace(/[^ -~]/g, (sign) => `\\u${code(16, 4)(sign).toUpperCase()}`),
  ],
  [
    'in HTML by name',
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ],
  [
    'in XML',
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;'),
  ],
  ['in HTML by number', secret.replace(/[^\w]/g, (sign) => `&#${code(10, 1)(sign)};`)],
  ['in HTML by hexadecimal number', secret.replace(/[^\w]/g, (sign) => `&#x${code(16, 1)(sign).toUpperCase()};`)],
  ['in hexadecimal', Buffer.from(`x${secret}y`).toString('hex')],
  ['in hexadecimal, upper case', Buffer.from(secret).toString('hex').toUpperCase()],
  [
    'in base64 at each alignment',
    [0, 1, 2].map((more) => Buffer.from('x'.repeat(more) + secret).toString('base64')).join(' '),
  ],
  [
    'in base64 in JSON with escaped slashes',
    JSON.stringify(Buffer.from(secret).toString('base64')).replaceAll('/', '\\/'),
  ],
  ['in base64 of 76 columns', base64.replace(/.{76}/g, '$&\r\n')],
  ['in base64 of 64 columns, with an indent', base64.replace(/.{64}/g, '$&\n    ')],
  ['in base64 of 76 columns in JSON', JSON.stringify(base64.replace(/.{76}/g, '$&\n'))],
  ['for a shell', `'${secret.replaceAll("'", "'\\''")}'`],
  ['for a shell in double quotes', `"${secret.replace(/[\\"$`]/g, '\\$&')}"`],
  ['for PowerShell', `'${secret.replaceAll("'", "''")}'`],
])('a secret is hidden %s', (_, text) => {
  const signs = new SecretMask()
  signs.add(secret)
  signs.add(secret.repeat(5))
  const shown = signs.apply(text)
  expect(shown).toContain('***')
  // Not more than what depends on the neighbours is left of it.
  expect(shown.replaceAll('***', '').length).toBeLessThan(Math.max(24, text.length / 8))
})

test.each([0, 1, 2, 3, 4])('a secret is hidden in base32 behind %i bytes', (before) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...Buffer.from(`${'x'.repeat(before)}ghs_canary`)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const text = bits
    .padEnd(Math.ceil(bits.length / 5) * 5, '0')
    .replace(/.{5}/g, (five) => letters[Number.parseInt(five, 2)]!)
  const signs = new SecretMask()
  signs.add('ghs_canary')
  expect(signs.apply(text)).toMatch(/^\w{0,7}\*\*\*\w?$/)
})

test('the spellings of any value are few, short, and not of ordinary words', () => {
  const random = seededRandom(4)
  const signs = [...`ab01 '"\\/&<>+=%~!()*$\`#;:äß€👩\n\t`]
  const values = Array.from({ length: 500 }, () =>
    Array.from({ length: 1 + random.below(40) }, () => signs[random.below(signs.length)]).join(''),
  )
  const spelled = values.map((value) => ({ value, spellings: secretSpellings(value) }))
  expect(Math.max(...spelled.map(({ spellings }) => spellings.length))).toBeLessThanOrEqual(mostSpellings)
  expect(spelled.flatMap(({ spellings }) => spellings).filter((text) => text.length < 4)).toEqual([])
  const share = ({ value, spellings }: (typeof spelled)[number]) => spellings.join('').length / Buffer.byteLength(value)
  expect(Math.max(...spelled.map(share))).toBeLessThan(700)
  expect(secretSpellings('ghs_0123456789abcdefghij').length).toBeLessThan(16)
})

test('a secret of many lines and of great length is masked with a bounded number of texts', () => {
  const lines = Array.from({ length: 400 }, (_, line) => createHash('sha256').update(`${line}`).digest('base64'))
  const many = new SecretMask()
  many.add(lines.join('\n'))
  expect(many.size).toBeLessThan((mostLines + 2) * mostSpellings + 400)
  expect(many.apply(`a ${lines[399]} b`)).toBe('a *** b')
  const long = new SecretMask()
  long.add('k'.repeat(3 * longestPiece))
  expect(long.apply(`a ${'k'.repeat(3 * longestPiece)} b`)).toMatch(/^a (\*\*\*)+ b$/)
})

test('of a secret that is a JSON object each long text is hidden too, in every spelling', () => {
  const fields = {
    username: 'canary-user',
    password: 'canary"pass/word',
    nested: { list: ['canary-in-a-list'] },
    port: 5432,
  }
  const object = new SecretMask()
  object.add(JSON.stringify({ ...fields, engine: 'mysql', own: 'true' }, undefined, 2))
  expect(object.apply('canary-user:canary"pass/word canary%22pass%2Fword canary-in-a-list')).toBe('***:*** *** ***')
  expect(object.apply('mysql on port 5432 is true, {} and username')).toBe(
    'mysql on port 5432 is true, {} and username',
  )
})

test.each([
  ['an array', '["canary-in-a-list"]'],
  ['a text', '"canary-in-a-text"'],
  ['no JSON', '{canary-without-quotes}'],
  ['as deep as a stack', '{"a":'.repeat(60_000)],
  ['larger than any secret of AWS', JSON.stringify({ a: 'canary-in-a-list', b: 'x'.repeat(70_000) })],
])('a secret that is %s is one secret', (_, secret) => {
  expect(fieldsOf(secret)).toEqual([])
})

test('of the texts in a secret that is a JSON object a bounded number is masked', () => {
  const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`a${index}`, `canary-number-${index}`]))
  expect(fieldsOf(JSON.stringify(fields))).toHaveLength(mostFields)
})

// A search that begins anew at each character would take minutes, and the test would end without a result.
test('long text without a secret stays', () => {
  const text = `${'QUJD'.repeat(50_000)}\n${`${'A'.repeat(76)}\n`.repeat(2000)}`
  expect(mask.apply(text)).toBe(text)
})
