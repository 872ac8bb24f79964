import { expect, test } from '@jest/globals'
import { readOrigin, readOrigins } from './origin.ts'

test.each([
  'http://localhost:5173',
  'https://app.example',
  'http://127.0.0.1:8080',
  'http://[::1]:3000',
  'http://my_host:1',
])('%s is an origin', (text) => {
  expect(readOrigin(text)).toEqual({ origin: text })
})

test.each([
  ['null', /any page without one/],
  ['*', /no wildcard/],
  ['http://*.example', /no wildcard/],
  ['http://localhost:5173/', /as http:\/\/localhost:5173; write that/],
  ['http://localhost:5173/app', /as http:\/\/localhost:5173; write that/],
  ['http://localhost:80', /as http:\/\/localhost; write that/],
  ['HTTP://LocalHost:5173', /as http:\/\/localhost:5173; write that/],
  ['http://0x7f.1:1', /as http:\/\/127\.0\.0\.1:1; write that/],
  ['http://user@localhost', /no user/],
  ['localhost:5173', /expected scheme/],
  ['http:localhost', /expected scheme/],
  ['file:///tmp/page.html', /expected scheme/],
  ['data:text/html,', /expected scheme/],
  ['', /expected scheme/],
  ['http://localhost:5173,http://evil.example', /expected scheme/],
  ['http://localhost:5173 ', /as http:\/\/localhost:5173; write that/],
  ['http://a;b', /expected scheme/],
])('%j is no origin, and the message says why', (text, message) => {
  expect(readOrigin(text)).toEqual({ wrong: expect.stringMatching(message) })
})

test('a list holds each origin once', () => {
  expect(readOrigins(['http://a', 'http://b', 'http://a'])).toEqual(['http://a', 'http://b'])
})

test.each([
  [['http://a', 'http://b/'], '"http://b/" is not an origin: browsers send this origin as http://b; write that'],
  [[7], '7 is not an origin: expected scheme://host[:port]'],
  [[undefined], 'undefined is not an origin'],
  [Array.from({ length: 33 }, (_, index) => `http://a:${index + 1}`), '33 origins are given'],
])('a list with anything else is refused: %j', (values, message) => {
  expect(() => readOrigins(values)).toThrow(message)
})
