import { expect, test } from '@jest/globals'
import { environmentOf, parseConfiguration } from '../../../delivery/environment/configuration.ts'
import type { Release } from '../../../delivery/release/read-release.ts'
import { changeFiles } from './change-files.ts'

const digest = 'd'.repeat(64)
const artifact = { path: 'template.yaml', kind: 'template' as const, sha256: 'a'.repeat(64), bytes: 1 }
const release: Release = {
  digest,
  manifest: { formatVersion: 1, application: 'shop', template: artifact, artifacts: [], parameters: [] },
}

async function filesFor(template: string, settings = '{}') {
  const text = `application: shop\nenvironments: { production: ${settings} }`
  const environment = environmentOf(await parseConfiguration(text, 'liftlock.yml'), 'production')
  return changeFiles(template, { environment, release, now: new Date('2026-12-01T00:00:00Z') })
}

const resources = 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n'

test('parameters get what a deployment of ours would give them, and nothing that the template does not declare', async () => {
  const parameters =
    'Parameters: { LiftlockArtifactBucket: { Type: String }, LiftlockRelease: { Type: String }, ApiKeyExpires: { Type: Number }, Level: { Type: String }, Size: { Type: Number, Default: 3 } }\n'
  const files = await filesFor(`${parameters}${resources}`, '{ bucket: shop-artifacts, parameters: { Level: DEBUG } }')
  expect(files.problems).toEqual([])
  expect(JSON.parse(files.configuration)).toEqual({
    Parameters: {
      LiftlockArtifactBucket: 'shop-artifacts',
      LiftlockRelease: digest,
      ApiKeyExpires: String(Date.UTC(2027, 3, 1) / 1000),
      Level: 'DEBUG',
    },
  })
  expect(JSON.parse((await filesFor(resources)).configuration)).toEqual({ Parameters: {} })
})

test.each([
  ['quotes', '"a" \'b\''],
  ['words in braces', '${AWS::Region} #{variables.Release} {{resolve:ssm:a}}'],
  ['several lines', 'a\nb\r\nc'],
  ['a prototype', '__proto__'],
])('a value with %s arrives as it is', async (_, value) => {
  const files = await filesFor(
    `Parameters: { Level: { Type: String } }\n${resources}`,
    JSON.stringify({ parameters: { Level: value }, tags: { level: value } }),
  )
  expect(JSON.parse(files.configuration)).toEqual({ Parameters: { Level: value }, Tags: { level: value } })
})

test('equal settings give equal bytes, and values of NoEcho are named', async () => {
  const template = `Parameters: { Key: { Type: String, NoEcho: true }, Same: { Type: String } }\n${resources}`
  const settings = '{ parameters: { Same: secret, Key: secret } }'
  const [one, other] = [
    await filesFor(template, settings),
    await filesFor(template, '{ parameters: { Key: secret, Same: secret } }'),
  ]
  expect(one.configuration).toBe(other.configuration)
  expect(one.secrets).toEqual([{ name: 'Key', value: 'secret' }])
})

test('a parameter without a value, and a value without a parameter, are problems', async () => {
  const files = await filesFor(`Parameters: { Level: { Type: String } }\n${resources}`, '{ parameters: { Other: a } }')
  expect(files.problems.map(({ text }) => text)).toEqual([
    'parameter Other is given, but the template does not declare it',
    'parameter Level has no value and no default',
  ])
})
