import { expect, test } from '@jest/globals'
import { newSecret } from './secret.ts'

test('a secret is another each time, and no shell has to quote it', () => {
  const secrets = Array.from({ length: 50 }, newSecret)

  expect(new Set(secrets).size).toBe(50)
  expect(secrets.filter((secret) => !/^[A-Za-z0-9]{40}$/.test(secret))).toEqual([])
})
