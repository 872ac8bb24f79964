import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { environmentOf, parseConfiguration } from '../../src/delivery/environment/configuration.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const page = readFileSync(join(packageRoot(), 'docs', 'configuration.md'), 'utf8')
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)

test('every example of the page on configuration is read, and asks for evidence of staging', async () => {
  expect(examples).toHaveLength(2)
  const read = await Promise.all(examples.map((text) => parseConfiguration(text, 'liftlock.yml')))
  const required = read.map((configuration) => environmentOf(configuration, 'production').requires)
  expect(required).toMatchObject([
    [{ stage: 'quality-gate', environment: 'staging', scenarios: 1, signers: [] }],
    [{ stage: 'quality-gate', environment: 'staging', scenarios: 3, events: 100, views: 80, signers: ['gate'] }],
  ])
})
