import { expect, test } from '@jest/globals'
import { keptBodyBytes, recordedRequest } from './recorded-request.ts'

function record(more: Partial<Parameters<typeof recordedRequest>[0]> & { readonly text?: string }) {
  const plain = { method: 'POST', url: 'http://a.example/', headers: {}, outcome: 'refused' as const }
  return recordedRequest({ ...plain, body: Buffer.from(more.text ?? ''), ...more })
}

test.each([
  ['http://ada:hidden@a.example/x', 'http://***:***@a.example/x'],
  ['http://hidden@a.example/', 'http://***@a.example/'],
  ['http://a.example/?X-Amz-Signature=hidden&b=1', 'http://a.example/?X-Amz-Signature=***&b=1'],
  ['http://a.example/?sig=hidden&sig=hidden2', 'http://a.example/?sig=***'],
  ['http://a.example/?code=hidden&X-Amz-Credential=hidden', 'http://a.example/?code=***&X-Amz-Credential=***'],
  ['http://hidden@[a/?token=hidden', 'http://***@[a/?***'],
])('the address %s is kept without its secrets', (url, kept) => {
  expect(record({ url }).url).toBe(kept)
})

test('headers are kept without secrets, and without those for the proxy', () => {
  const headers = {
    'x-api-key': 'hidden',
    'x-amz-security-token': 'hidden',
    'x-auth': 'hidden',
    cookie: 'hidden',
    'proxy-authorization': 'hidden',
    accept: '*/*',
  }

  const kept = record({ headers }).headers

  expect(kept).toEqual({
    'x-api-key': '***',
    'x-amz-security-token': '***',
    'x-auth': '***',
    cookie: '***',
    accept: '*/*',
  })
})

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'

test.each([
  ['{"plate": "AB-12", "code": "PAR"}', json, '{"plate": "AB-12", "code": "PAR"}'],
  ['{"password": "hidden", "a": 1}', json, '{"password":"***","a":1}'],
  ['{"a": [{"client_secret": {"b": "hidden"}}]}', json, '{"a":[{"client_secret":"***"}]}'],
  ['{"accessToken": ["hidden"]}', '', '{"accessToken":"***"}'],
  ['{"password": "hid\\"den", "a": "cut', json, '{"password": "***", "a": "cut'],
  ['{"apiKey": 12345, "a": "cut', json, '{"apiKey": ***, "a": "cut'],
  ['{"a": 1, "password": "hidden and cut', json, '{"a": 1, "password": "***"'],
  ['grant_type=password&client_secret=hidden&a=1', form, 'grant_type=password&client_secret=***&a=1'],
  ['client%5fsecret=hidden', form, 'client%5fsecret=***'],
  ['code=hidden&state=1', form, 'code=***&state=1'],
])('the body %s is kept without its secrets', (text, type, kept) => {
  expect(record({ text, headers: { 'content-type': type } }).body).toBe(kept)
})

test.each([
  ['brackets', '['.repeat(keptBodyBytes * 2), 1],
  ['quotes', `"password":${'"\\'.repeat(keptBodyBytes)}`, 1],
  ['zeros', '\0'.repeat(keptBodyBytes * 2), 6],
])('a long body of %s is cut, and written in bounded space', (_, text, factor) => {
  const { body } = record({ text, headers: { 'content-type': json } })

  expect(body.length).toBeLessThanOrEqual(keptBodyBytes)
  expect(JSON.stringify(body).length).toBeLessThanOrEqual(keptBodyBytes * Math.max(2, factor) + 2)
})

test('what is no text is kept as base64', () => {
  expect(record({ body: Buffer.from([0xff, 0xfe]) }).body).toBe('base64://4=')
})
