import { expect, test } from '@jest/globals'
import { idleClock } from '../../../test/support/idle-clock.ts'
import { forgeOf } from '../../core/forge/forge-of.ts'
import type { Git } from '../../core/ports/git.ts'
import type { Report } from '../../core/run/report.ts'
import { nodeHttp } from '../../system/node-http.ts'
import { machineForge } from './machine-forge.ts'

/** Git whose remote `origin` has this address. */
function gitWith(origin: string): Git {
  const stdout = Buffer.from(`${origin}\n`)
  return {
    at: () => ({ run: async () => ({ exitCode: origin === '' ? 1 : 0, stdout, stderr: '' }) }),
  } as unknown as Git
}

function forgeIn(environment: NodeJS.ProcessEnv, { token, origin = '' }: { token?: string; origin?: string } = {}) {
  const reports: Report[] = []
  const context = machineForge({
    environment,
    token,
    http: nodeHttp,
    clock: idleClock(),
    git: gitWith(origin),
    signal: new AbortController().signal,
    report: (event) => reports.push(event),
  })
  return { ...context, reports }
}

test('without a token there is no forge, and the failure names the input', async () => {
  const context = forgeIn({ GITHUB_REPOSITORY: 'acme/shop' })
  expect(context.forge).toBeUndefined()
  await expect(forgeOf(context)).rejects.toMatchObject({
    reason: 'credentials-missing',
    hint: { parts: expect.arrayContaining([expect.objectContaining({ name: 'github-token' })]) },
  })
})

test('the token of the input goes before those of the environment, and is masked before it is used', async () => {
  const { forge, reports } = forgeIn({ GITHUB_TOKEN: 'two', GH_TOKEN: 'three' }, { token: 'one' })
  expect(reports).toEqual([
    { kind: 'secret', value: 'one' },
    { kind: 'secret', value: Buffer.from('x-access-token:one').toString('base64') },
  ])
  expect((await forge!('acme/shop')).repository).toBe('acme/shop')
  expect(forgeIn({ GH_TOKEN: 'three' }).reports[0]).toEqual({ kind: 'secret', value: 'three' })
})

test('the repository is the given one, that of the job, or that of the remote', async () => {
  const job = forgeIn({ GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'acme/shop' }, { origin: 'https://github.com/other/one' })
  expect((await job.forge!('acme/else')).repository).toBe('acme/else')
  expect((await job.forge!()).repository).toBe('acme/shop')
  const clone = forgeIn({ GITHUB_TOKEN: 't' }, { origin: 'git@github.com:acme/clone.git' })
  expect((await clone.forge!()).url).toBe('https://github.com/acme/clone')
})

test.each(['', 'https://gitlab.example/acme/shop.git'])('with the remote %j no repository is known', async (origin) => {
  await expect(forgeIn({ GITHUB_TOKEN: 't' }, { origin }).forge!()).rejects.toMatchObject({ reason: 'input-missing' })
})

test('a token that cannot be sent is refused without being shown', async () => {
  const failure = forgeIn({}, { token: 'to ken\nx' }).forge!('acme/shop')
  await expect(failure).rejects.toMatchObject({
    reason: 'input-invalid',
    message: expect.not.stringContaining('ken\n'),
  })
})

test('a wrong address of the API is named', async () => {
  for (const GITHUB_API_URL of ['api.github.com', 'ftp://x', 'https://a:b@host'])
    await expect(forgeIn({ GITHUB_API_URL }, { token: 't' }).forge!('acme/shop')).rejects.toMatchObject({
      reason: 'input-invalid',
      message: expect.stringContaining('GITHUB_API_URL'),
    })
})
