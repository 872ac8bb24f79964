import { expect, test } from '@jest/globals'
import { startTokenService } from '../../../test/support/token-service.ts'
import { nodeHttp } from '../../system/node-http.ts'
import { githubIdentity } from './github-identity.ts'

const subject = 'repo:acme/shop:environment:staging'

async function tokensOf(statuses: readonly number[], count: number) {
  const service = await startTokenService(subject, { statuses })
  const secrets: string[] = []
  const environment = { ...service.environment, GITHUB_RUN_ID: '17', GITHUB_RUN_ATTEMPT: '2' }
  const identity = githubIdentity(environment, (value) => secrets.push(value), nodeHttp)!
  try {
    const given: string[] = []
    for (let number = 0; number < count; number += 1) given.push(await identity.token())
    return { identity, given, secrets, service }
  } finally {
    await service.stop()
  }
}

test('each token is a fresh one for AWS, told as a secret before it is used', async () => {
  const { identity, given, secrets, service } = await tokensOf([], 2)
  expect(new Set(given).size).toBe(2)
  expect(service.audiences).toEqual(['sts.amazonaws.com', 'sts.amazonaws.com'])
  expect(secrets).toEqual([service.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN, ...given])
  expect(identity.sessionName).toBe('liftlock-17-2')
})

test('a busy token service is asked again', async () => {
  const { given } = await tokensOf([503, 429], 1)
  expect(given).toHaveLength(1)
})

test('a token service that stays broken is named, with the status', async () => {
  await expect(tokensOf([500, 500, 502, 503], 1)).rejects.toMatchObject({
    reason: 'service-unavailable',
    message: expect.stringContaining('HTTP 503'),
  })
})

test('a token service that refuses leads to the permission', async () => {
  await expect(tokensOf([403], 1)).rejects.toMatchObject({
    reason: 'credentials-missing',
    hint: expect.stringContaining('id-token: write'),
  })
})

test('a job without the permission has no identity', () => {
  expect(githubIdentity({ GITHUB_ACTIONS: 'true' }, () => {}, nodeHttp)).toBeUndefined()
})
