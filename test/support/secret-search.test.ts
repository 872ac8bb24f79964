import { expect, test } from '@jest/globals'
import { findSecrets } from './secret-search.ts'

/** Written out, so that the search is not compared with itself. */
const secret = 'canary+of/the=key?>~~'

test.each([
  ['plain', 'canary+of/the=key?>~~'],
  ['in Markdown', 'canary&#43;of/the=key?&#62;&#126;&#126;'],
  ['URL-encoded', 'canary%2Bof%2Fthe%3Dkey%3F%3E~~'],
  ['in base64', 'Y2FuYXJ5K29mL3RoZT1rZXk/Pn5+'],
  ['in base64', 'eGNhbmFyeStvZi90aGU9a2V5Pz5+fg=='],
  ['in base64', 'dXNlcjpjYW5hcnkrb2YvdGhlPWtleT8+fn4h'],
  ['in base64url', 'Y2FuYXJ5K29mL3RoZT1rZXk_Pn5-'],
  ['in base64url', 'eGNhbmFyeStvZi90aGU9a2V5Pz5-fiE'],
  ['in base64url', 'dXNlcjpjYW5hcnkrb2YvdGhlPWtleT8-fn4h'],
  ['in base64, URL-encoded', 'eHljYW5hcnkrb2YvdGhlPWtleT8%2Bfn4h'],
])('a secret that is planted %s is found: %s', (how, planted) => {
  const found = findSecrets({ clean: 'nothing here', log: `GET /?token=${planted}&page=2` }, ['another-secret', secret])
  expect(found).toContain(`log: secret 2 ${how}`)
  expect(found.filter((line) => !line.startsWith('log: secret 2'))).toEqual([])
  expect(found.join()).not.toContain(planted)
})

test('a secret that is planted in JSON is found', () => {
  const quoted = 'canary "with" quotes\n'
  expect(findSecrets({ log: JSON.stringify({ text: quoted }) }, [quoted])).toEqual(['log: secret 1 in JSON'])
})

test('a text without the secret is clean, and a secret that is too short to be searched for is an error', () => {
  expect(findSecrets({ log: 'canary of the key' }, [secret])).toEqual([])
  expect(() => findSecrets({ log: '' }, ['short'])).toThrow('5 characters')
})
