import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { gitHubKey } from './repository-address.ts'

test('the key of github.com has the fingerprint that GitHub publishes', () => {
  const key = Buffer.from(gitHubKey.split(' ')[2]!, 'base64')
  expect(createHash('sha256').update(key).digest('base64')).toBe('+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU=')
})
