import { expect, test } from '@jest/globals'
import { markdownText } from '../core/markdown-text.ts'
import { SecretMask } from './secret-mask.ts'

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
  expect(short.apply('deploy to dev')).toBe('deploy to dev')
})
