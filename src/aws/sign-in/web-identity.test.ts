import { afterEach, expect, test } from '@jest/globals'
import { type ScriptedSts, type StsAnswer, startScriptedSts } from '../../../test/support/scripted-sts.ts'
import { sessionOf } from './role-session.ts'

const role = 'arn:aws:iam::222222222222:role/liftlock-production'
const hour = { seconds: 3600 }
let sts: ScriptedSts | undefined

afterEach(async () => {
  delete process.env.AWS_ENDPOINT_URL_STS
  await sts?.stop()
})

/** Tokens are numbered, so that it is seen which of them was used. */
async function sessionsBy(answers: readonly StsAnswer[]) {
  sts = await startScriptedSts(answers)
  process.env.AWS_ENDPOINT_URL_STS = sts.endpoint
  const secrets: string[] = []
  let given = 0
  const claims = Buffer.from(JSON.stringify({ sub: 'repo:acme/shop:environment:production' })).toString('base64url')
  const webIdentity = {
    sessionName: 'liftlock-17-1',
    token: async () => `head.${claims}.${++given}`,
  }
  const session = sessionOf({ region: 'eu-west-1', role, webIdentity, onSecret: (value) => secrets.push(value) })
  return { session, secrets, numbers: () => sts!.offered.map((token) => token.split('.').at(-1)) }
}

test('a role is assumed by a token, without a signature, and the run is named in the session', async () => {
  const { session, secrets } = await sessionsBy([hour])
  expect(await session()).toMatchObject({ accessKeyId: 'ASIASESSION1', sessionToken: 'token-of-session-1' })
  expect(sts!.sessionNames).toEqual(['liftlock-17-1'])
  expect(secrets).toEqual(['secret-of-session-1', 'token-of-session-1'])
})

test('a session serves all calls until it is about to end', async () => {
  const { session, numbers } = await sessionsBy([hour])
  const [first, second] = [await session(), await session()]
  expect(second).toBe(first)
  expect(numbers()).toEqual(['1'])
})

test('a session that is about to end is renewed with a fresh token', async () => {
  const { session, secrets, numbers } = await sessionsBy([{ seconds: 240 }, hour])
  await session()
  expect((await session()).accessKeyId).toBe('ASIASESSION2')
  expect((await session()).accessKeyId).toBe('ASIASESSION2')
  expect(numbers()).toEqual(['1', '2'])
  expect(secrets).toContain('secret-of-session-2')
})

test('a token that ended on the way is replaced by a fresh one', async () => {
  const { session, numbers } = await sessionsBy([{ code: 'ExpiredTokenException', message: 'Token expired' }, hour])
  expect((await session()).accessKeyId).toBe('ASIASESSION2')
  expect(numbers()).toEqual(['1', '2'])
})

test('a token that is expired again sends to the clock, says that nothing runs, and the next call tries anew', async () => {
  const expired = { code: 'ExpiredTokenException', message: 'Token expired' }
  const { session } = await sessionsBy([expired, expired, hour])
  await expect(session()).rejects.toMatchObject({
    reason: 'credentials-invalid',
    outcome: 'failed',
    hint: expect.stringContaining('clock of the runner'),
  })
  expect((await session()).accessKeyId).toBe('ASIASESSION3')
})

test('a role that does not trust the job names the subject that its trust policy has to accept', async () => {
  const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
  const { session } = await sessionsBy([{ code: 'AccessDenied', message }])
  await expect(session()).rejects.toMatchObject({
    reason: 'access-denied',
    message: expect.stringContaining(role),
    hint: expect.stringContaining('"repo:acme/shop:environment:production"'),
  })
})

test('an account that does not know the issuer says where to make the provider', async () => {
  const message = 'No OpenIDConnect provider found in your account'
  const { session } = await sessionsBy([{ code: 'InvalidIdentityToken', message }])
  await expect(session()).rejects.toMatchObject({
    reason: 'credentials-invalid',
    hint: expect.stringContaining('Identity providers'),
  })
})
