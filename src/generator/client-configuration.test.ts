import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { testContext } from '../../test/support/test-context.ts'
import { readGeneratedTree } from '../delivery/publishing/generated-tree.ts'
import { nodeFiles } from '../system/node-files.ts'
import { writeClientConfiguration } from './client-configuration.ts'

const outputsOf = (stage: string) => ({
  apiEndpoint: `https://api.${stage}.example/graphql`,
  apiRealtimeEndpoint: `wss://api.${stage}.example/graphql`,
  apiKey: `key-of-${stage}`,
  userPoolId: `pool-of-${stage}`,
  userPoolClientId: `client-of-${stage}`,
  signInDomain: `${stage}.auth.example`,
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-client-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** What pages see that load both files. */
async function loaded(staging: string | undefined) {
  const page = createContext({ localStorage: { 'staging-environment': staging } })
  for (const name of ['configuration.js', 'configuration-staging.js'])
    new Script(await readFile(join(folder, name), 'utf8')).runInContext(page)
  return page
}

test('pages find production, or the staging environment that their browser chose', async () => {
  const context = testContext()
  for (const environment of ['production', 'staging'])
    await writeClientConfiguration(folder, { environment, outputs: outputsOf(environment) }, context)

  for (const [choice, stage] of [
    [undefined, 'production'],
    ['false', 'production'],
    ['true', 'staging'],
  ] as const)
    expect(await loaded(choice)).toMatchObject({
      stage,
      api_url: `https://api.${stage}.example/graphql`,
      api_ws: `wss://api.${stage}.example/graphql`,
      api_key: `key-of-${stage}`,
      localStorage: {
        'aws-congnito-user-pool-id': `pool-of-${stage}`,
        'aws-congnito-app-id': `client-of-${stage}`,
        'aws-congnito-ui': `https://${stage}.auth.example`,
      },
    })
})

test('whatever an output contains, it stays one text, in a file and in a page', async () => {
  const hostile = '";alert(1)//</script><script>alert(2)</script><!--\u2028\u2029\n\\${1}'
  const outputs = { ...outputsOf('production'), apiEndpoint: hostile, signInDomain: hostile }
  await writeClientConfiguration(folder, { environment: hostile, outputs }, testContext())
  await writeClientConfiguration(folder, { environment: 'production', outputs }, testContext())

  for (const name of ['configuration.js', 'configuration-staging.js'])
    expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/[<\u2028\u2029]/)
  expect(await loaded('false')).toMatchObject({ api_url: hostile, stage: 'production' })
  expect(await loaded('true')).toMatchObject({ api_url: hostile, stage: hostile })
})

test('publish takes the folder, with the files of all environments', async () => {
  const context = testContext()
  for (const environment of ['staging', 'production'])
    await writeClientConfiguration(folder, { environment, outputs: outputsOf(environment) }, context)

  const { digests } = await readGeneratedTree(nodeFiles, folder)
  expect([...digests.keys()]).toEqual(['configuration-staging.js', 'configuration.js'])
})

test('a stack that was not made from a model has nothing for pages', async () => {
  const context = testContext()
  expect(await writeClientConfiguration(folder, { environment: 'production', outputs: {} }, context)).toBe(false)
  expect(context.reports).toEqual([
    { kind: 'warning', text: 'no configuration for pages is written: the stack has no output apiEndpoint' },
  ])
})
