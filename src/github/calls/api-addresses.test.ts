import { expect, test } from '@jest/globals'
import { apiAddresses } from './api-addresses.ts'

test.each([
  ['https://api.github.com', 'https://api.github.com', 'https://api.github.com', 'https://uploads.github.com'],
  ['https://api.acme.ghe.com/', 'https://api.acme.ghe.com', 'https://api.acme.ghe.com', 'https://uploads.acme.ghe.com'],
  [
    'https://git.example/api/v3',
    'https://git.example/api/v3',
    'https://git.example/api',
    'https://git.example/api/uploads',
  ],
  [
    'https://api.github.com.evil.example',
    'https://api.github.com.evil.example',
    'https://api.github.com.evil.example',
    'https://api.github.com.evil.example/uploads',
  ],
])('the addresses of %s', (api, rest, graphql, uploads) => {
  expect(apiAddresses(api)).toEqual({ rest, graphql, uploads })
})
