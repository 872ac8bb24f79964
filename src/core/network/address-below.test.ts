import { expect, test } from '@jest/globals'
import { addressBelow } from './address-below.ts'

const base = 'https://api.example.com/prod'

test.each([
  ['greetings', 'https://api.example.com/prod/greetings'],
  ['/greetings', 'https://api.example.com/prod/greetings'],
  ['greetings/a%20b?x=1&y=..', 'https://api.example.com/prod/greetings/a%20b?x=1&y=..'],
  ['', 'https://api.example.com/prod/'],
  ['?x=//evil.example', 'https://api.example.com/prod/?x=//evil.example'],
  ['a@evil.example', 'https://api.example.com/prod/a@evil.example'],
  ['@evil.example/x', 'https://api.example.com/prod/@evil.example/x'],
  [':8080/x', 'https://api.example.com/prod/:8080/x'],
  ['items:search', 'https://api.example.com/prod/items:search'],
  ['a..b/...', 'https://api.example.com/prod/a..b/...'],
  ['a%2Fb', 'https://api.example.com/prod/a%2Fb'],
  ['100%', 'https://api.example.com/prod/100%'],
  ['grüße', 'https://api.example.com/prod/gr%C3%BC%C3%9Fe'],
  [' //evil.example', 'https://api.example.com/prod/%20//evil.example'],
  [base, 'https://api.example.com/prod/'],
  [`${base}/greetings`, 'https://api.example.com/prod/greetings'],
  [`${base}?x=1`, 'https://api.example.com/prod/?x=1'],
])('%j is joined as data', (path, address) => {
  expect(addressBelow(base, path)).toEqual({ kind: 'below', address })
  expect(addressBelow(`${base}/`, path)).toEqual({ kind: 'below', address })
})

test.each([
  '//evil.example',
  '///evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  'https://evil.example/',
  'HTTPS:evil.example',
  'https:/evil.example',
  'ftp://evil.example',
  'javascript://x',
  'https://api.example.com.evil.example/prod',
  'https://api.example.com@evil.example/prod',
  'https://api.example.com/production',
  `${base}evil`,
  `${base}//evil.example`,
  '..',
  '../admin',
  'a/../../admin',
  'a/./b',
  '%2e%2e/admin',
  '.%2E/admin',
  '%252e%252e/admin',
  '%25252525252e%25252525252e/admin',
  'a/..%2fadmin',
  'a/..%5cadmin',
  'a/%2e%2e;x/admin',
  '..%00/admin',
  '.%0d%0a./admin',
  '%20../admin',
  'http://api.example.com/prod/x',
  '\uff0e\uff0e/admin',
  '\u2024\u2024/admin',
  '\u3002\u3002/admin',
  '..\u2215admin',
  '%c0%ae%c0%ae/admin',
  '%e0%80%ae%e0%80%ae/admin',
  'a\r\nHost: evil.example',
  'a\tb',
  '\u0085a',
  '\u202ea',
  'a#b',
])('%j is refused', (path) => {
  expect(addressBelow(base, path).kind).toBe('refused')
})
